import { join } from 'node:path'
import type { Cancel, Clock } from '../core/clock'
import { describeSwitchError } from '../core/errors/describe-switch-error'
import type { DescribedError } from '../core/errors/described-error'
import {
  dueSwitches,
  effortBefore,
  modelBefore,
  nextDueMs,
  type SwitchPlace,
  type SwitchRecord,
} from '../core/lanes/switch-record'
import { err, ok, type Result } from '../core/result'
import { displayName } from '../core/words/display-name'
import { overrideWords } from '../core/words/override-words'
import { effortWords, placeWords } from '../core/words/switch-words'
import { clockTime } from '../core/words/times'
import type { ModelSwitch, SwitchWish } from '../services/codex/model-switch'
import { type NextSession, nextSessionFile, readNextSession, writeNextSession } from '../services/codex/next-session'
import { watchFolder } from '../services/watch-folder'
import type { AppStore } from './app-store'
import type { CodexModels } from './codex-models'
import type { Shell } from './shell-port'

/** The switch of the model as the app does it: it says what was done, ends what has an end, and follows the command line. */
export interface ModelSwitching {
  set(wish: SwitchWish): Promise<Result<null, DescribedError>>
  back(place: SwitchPlace): Promise<Result<null, DescribedError>>
  /** Null takes the wish for the next session back. */
  setNextSession(next: NextSession | null): Promise<void>
  /** As the command line may have changed it a moment ago. */
  nextSession(): Promise<NextSession | null>
  /** Takes up what an earlier run, or the command line, left to be done. */
  begin(): Promise<void>
  dispose(): void
}

interface Deps {
  readonly store: AppStore
  readonly modelSwitch: ModelSwitch
  readonly models: CodexModels
  readonly shell: Shell
  readonly clock: Clock
  /** FIREBREAK_HOME */
  readonly home: string
}

/** A computer that slept is asked again, as its timers did not run meanwhile; what could not be put back is tried again then. */
const longestTimerMs = 60_000
const noticeId = 'model-selected'

export function createModelSwitching({ store, modelSwitch, models, shell, clock, home }: Deps): ModelSwitching {
  let cancelTimer: Cancel = () => {}
  let cancelWatch: Cancel = () => {}
  let disposed = false
  /** What could not be put back is said once, not each minute. */
  const saidFailing = new Set<string>()

  const nameOf = (modelId: string): string =>
    displayName(store.state().models.list?.find(({ id }) => id === modelId)?.displayName ?? modelId)

  const whatOf = ({ model, effort }: Pick<SwitchWish, 'model' | 'effort'>): string =>
    [...(model === null ? [] : [nameOf(model)]), ...(effort === undefined ? [] : [effortWords(effort)])].join(', ')

  const say = (kind: 'info' | 'warning', message: string, next: string | null): void =>
    store.dispatch({ type: 'notice/raised', notice: { id: noticeId, kind, message, next } })

  const wait = (records: readonly SwitchRecord[]): void => {
    cancelTimer()
    const dueMs = nextDueMs(records)
    if (dueMs === null || disposed) return
    // What could not be put back is tried again in a while, not at once.
    const isDue = dueSwitches(records, clock.now())
    const waitMs = isDue.some(({ id }) => !saidFailing.has(id))
      ? 0
      : isDue.length > 0
        ? longestTimerMs
        : dueMs - clock.now()
    cancelTimer = clock.after(Math.min(waitMs, longestTimerMs), () => void backDue())
  }

  const reread = async (): Promise<void> => {
    const records = await modelSwitch.records()
    if (disposed) return
    await models.rereadSwitches(records)
    wait(records)
  }

  const backDue = async (): Promise<void> => {
    for (const { record, done } of await modelSwitch.backDue()) {
      const what = `${whatOf(record)} for ${placeWords(record.place)} had its time`
      if (done.ok) {
        const before = modelBefore(record)
        const now = before === null ? 'no model is set there, as before' : `they use ${nameOf(before)} again`
        const message = `${what}: ${now}.`
        say('info', message, null)
        shell.notify('The model was put back', message, () => shell.openWindow({ view: 'home' }, { focus: true }))
        saidFailing.delete(record.id)
      } else if (!saidFailing.has(record.id)) {
        saidFailing.add(record.id)
        const { message, next } = describeSwitchError(done.error)
        const said = `${what} and was not put back. ${message}`
        say('warning', said, done.error.kind === 'set-by-another' ? next : `${next} Firebreak tries again each minute.`)
        shell.notify('The model was not put back', said, () => shell.openWindow({ view: 'home' }, { focus: true }))
      }
    }
    await reread()
  }

  const readNext = async (): Promise<NextSession | null> => {
    const next = await readNextSession(home)
    const known = store.state().nextSession
    if (next?.modelId !== known?.modelId || next?.effort !== known?.effort)
      store.dispatch({ type: 'model/set-for-next-session', next })
    return next
  }

  return {
    async set(wish) {
      const { activeRepoId, repos } = store.state()
      const top = activeRepoId === null ? null : (repos[activeRepoId]?.top ?? null)
      const done = await modelSwitch.set(wish, top)
      await reread()
      if (!done.ok) {
        const error = describeSwitchError(done.error)
        say('warning', `The model was not changed. ${error.message}`, error.next)
        return err(error)
      }
      const { inForce, withoutCodex, record } = done.value
      const until =
        wish.untilMs === null || record === null ? '' : ` until ${clockTime(wish.untilMs)}, then what was set before`
      const override =
        inForce === null || wish.model === null || inForce.modelId === wish.model
          ? null
          : overrideWords(inForce.origin, inForce.modelId === null ? null : nameOf(inForce.modelId))
      const already = record === null && wish.untilMs !== null ? ' They did already, so nothing is put back later.' : ''
      say(
        'info',
        `N${placeWords(wish.place).slice(1)} use ${whatOf(wish)}${until}. Running sessions keep their model.${already}`,
        override !== null
          ? `${override}, so it is not used here.`
          : withoutCodex !== null
            ? 'Codex could not be asked; the file was changed in this one place and nowhere else.'
            : wish.model === null
              ? null
              : notListed(wish.model),
      )
      return ok(null)
    },
    async back(place) {
      const done = await modelSwitch.back(place)
      await reread()
      if (!done.ok) {
        const error = describeSwitchError(done.error)
        say('warning', `The model was not put back. ${error.message}`, error.next)
        return err(error)
      }
      const { record } = done.value
      const before = record.model === null ? effortWords(effortBefore(record)) : modelBefore(record)
      say(
        'info',
        before === null
          ? `No model is set for ${placeWords(place)}, as before.`
          : `N${placeWords(place).slice(1)} use ${record.model === null ? before : nameOf(before)} again.`,
        done.value.exact ? null : 'What others wrote into the file meanwhile is still there.',
      )
      return ok(null)
    },
    async setNextSession(next) {
      await writeNextSession(home, next)
      store.dispatch({ type: 'model/set-for-next-session', next })
    },
    nextSession: readNext,
    async begin() {
      await readNext()
      cancelWatch()
      cancelWatch = watchFolder({
        folder: home,
        clock,
        onHint(name) {
          if (name === null || name === nextSessionFile) void readNext()
          if (name === null || join(home, name) === modelSwitch.journalPath) void reread()
        },
      })
      await backDue()
    },
    dispose() {
      disposed = true
      cancelTimer()
      cancelWatch()
    },
  }

  /** A model that Codex does not know runs on guessed metadata: without its patch tool, with a guessed context. */
  function notListed(modelId: string): string | null {
    const { list } = store.state().models
    if (list === null || list.some(({ id }) => id === modelId)) return null
    return `Codex does not list ${displayName(modelId)}: it would run on fallback metadata, without its patch tool.`
  }
}
