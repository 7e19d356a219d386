import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import type { CodexError } from '../../core/codex/codex-error'
import { type ConfiguredModel, configuredModelFromReply } from '../../core/codex/config-origin'
import { type ConfigWish, editConfig, isProved, readConfigKey } from '../../core/config/edit-config'
import { putBack } from '../../core/config/put-back'
import type { ConfigFileError, SwitchError } from '../../core/lanes/switch-error'
import {
  dueSwitches,
  newestSwitch,
  type SwitchPlace,
  type SwitchRecord,
  withSwitch,
} from '../../core/lanes/switch-record'
import { err, ok, type Result } from '../../core/result'
import { withFileLock } from '../settings/file-lock'
import { hashOf, makeFolderFor, readConfigFile, removeConfigFile, replaceConfigFile } from './config-file'
import { codexKeepsTheRest, writeThroughCodex } from './codex-write'
import type { Supervisor } from './supervisor'
import { openSwitchJournal } from './switch-journal'

export interface SwitchWish {
  readonly place: SwitchPlace
  /** Null leaves the model as it is. */
  readonly model: string | null
  /** Null takes the effort away, so that the model's own default holds; undefined leaves it as it is. */
  readonly effort?: string | null | undefined
  /** When the switch is taken back by itself, in Unix milliseconds; null for one that stays. */
  readonly untilMs: number | null
}

/** A switch that was done. */
export interface Switched {
  readonly file: string
  /** What can be taken back; null when everything was so already and nothing was written. */
  readonly record: SwitchRecord | null
  /** Whether the file was written now. */
  readonly wrote: boolean
  /** What is in force in the folder afterwards; null when Codex could not be asked. */
  readonly inForce: ConfiguredModel | null
  /** Why Codex was not asked; null when it was. */
  readonly withoutCodex: CodexError | null
}

export interface TakenBack {
  readonly record: SwitchRecord
  /** The file is byte for byte the one from before; otherwise what others wrote meanwhile is still there. */
  readonly exact: boolean
}

/** The switch of Codex's model in its configuration files, each of them noted before it is written, so that it can be taken back. */
export interface ModelSwitch {
  /** Where the notes are kept. */
  readonly journalPath: string
  /** `cwd` is the folder for which it is told what is in force. */
  set(wish: SwitchWish, cwd: string | null): Promise<Result<Switched, SwitchError>>
  /** Takes the newest switch of a place back. */
  back(place: SwitchPlace): Promise<Result<TakenBack, SwitchError>>
  /** Takes back every switch whose time is over. One that cannot be is tried again later, unless somebody else decided meanwhile. */
  backDue(): Promise<readonly { readonly record: SwitchRecord; readonly done: Result<TakenBack, SwitchError> }[]>
  /** The switches that can be taken back, oldest first; what a crash interrupted is cleared up. */
  records(): Promise<readonly SwitchRecord[]>
}

const mostAttempts = 3

export function createModelSwitch(deps: {
  /** FIREBREAK_HOME; exists when something is written. */
  readonly home: string
  readonly codexHome: string
  readonly supervisor: Supervisor
  readonly clock: Clock
}): ModelSwitch {
  const { home, codexHome, supervisor, clock } = deps
  const journal = openSwitchJournal(home)
  const alone = <T>(work: () => Promise<T>): Promise<T> => withFileLock(join(home, 'model-switches.lock'), clock, work)

  const fileOf = (place: SwitchPlace): string =>
    place.kind === 'user' ? join(codexHome, 'config.toml') : join(place.top, '.codex', 'config.toml')

  const inForceIn = (cwd: string | null): Promise<Result<ConfiguredModel, CodexError>> =>
    supervisor.withClient(async (client) => {
      const reply = await client.configRead(cwd)
      return reply.ok ? ok(configuredModelFromReply(reply.value, cwd)) : reply
    })

  const note = async (records: readonly SwitchRecord[]): Promise<Result<null, SwitchError>> => {
    try {
      await journal.write(records)
      return ok(null)
    } catch (error) {
      return err({
        kind: 'not-noted',
        code: error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN',
      })
    }
  }

  /** One try. `null`: somebody else wrote the file in between. */
  const trySet = async (
    wish: SwitchWish,
    codex: Result<ConfiguredModel, CodexError>,
  ): Promise<Result<{ record: SwitchRecord | null; wrote: boolean } | null, SwitchError>> => {
    const { place, model, effort, untilMs } = wish
    const path = fileOf(place)
    const read = await readConfigFile(path, place.kind === 'user' ? 'follow' : 'refuse')
    if (!read.ok) return read
    const file = read.value
    // Where there is nothing to keep, there is nothing to prove either: a first configuration is made for a Codex that runs.
    if (!codex.ok && file.text === null) return codex
    const text = file.text ?? ''
    const keys: ConfigWish = {
      ...(model === null ? {} : { model }),
      ...(effort === undefined ? {} : { model_reasoning_effort: effort }),
    }
    const edit = editConfig(text, keys)
    if ('kind' in edit) {
      if (edit.kind === 'broken') return err({ ...edit, kind: 'config-invalid', file: path })
      return err({ kind: 'not-editable', file: path, key: edit.key })
    }
    if (!isProved(text, edit)) return err({ kind: 'not-proved', file: path })
    const records = await journal.read()
    if (edit.splices.length === 0) {
      const last = newestSwitch(records, place)
      const isIts = last !== null && last.keys.every(({ key, wrote }) => wrote === plain(readConfigKey(text, key)))
      if (!isIts) return ok({ record: null, wrote: false })
      const record = { ...last, untilMs }
      const noted = await note(withSwitch(records, record))
      return noted.ok ? ok({ record, wrote: false }) : noted
    }

    const folder = place.kind === 'repository' ? await makeFolderFor(path) : ok(false)
    if (!folder.ok) return folder
    const record: SwitchRecord = {
      id: randomUUID(),
      atMs: clock.now(),
      place,
      file: path,
      model,
      ...(effort === undefined ? {} : { effort }),
      splices: [...edit.splices],
      keys: [...edit.keys],
      hashBefore: file.hash,
      hashAfter: hashOf(edit.text),
      madeFile: file.text === null,
      madeFolder: folder.value,
      untilMs,
      state: 'begun',
    }
    const noted = await note(withSwitch(records, record))
    if (!noted.ok) return noted
    const written =
      codex.ok && codexKeepsTheRest(place, file, edit)
        ? await writeThroughCodex(supervisor, { file, edit, version: codex.value.userVersion })
        : await replaceConfigFile(
            place.kind === 'repository' && file.mode === null ? { ...file, mode: 0o644 } : file,
            edit.text,
          )
    if (!written.ok || written.value === false) {
      await note(records)
      return written.ok ? ok(null) : written
    }
    const done: SwitchRecord = {
      ...record,
      state: 'done',
      ...(written.value === 'with-others' ? { hashAfter: '' } : {}),
    }
    await note(withSwitch(records, done))
    return ok({ record: done, wrote: true })
  }

  const tryBack = async (record: SwitchRecord): Promise<Result<TakenBack | null, SwitchError>> => {
    const read = await readConfigFile(record.file, record.place.kind === 'user' ? 'follow' : 'refuse')
    if (!read.ok) return read
    const file = read.value
    if (file.text === null) return err({ kind: 'set-by-another', file: record.file, value: null })
    let back = putBack(file.text, record, record.hashAfter !== '' && file.hash === record.hashAfter)
    if (back.kind === 'done' && back.exact && !record.madeFile && hashOf(back.text) !== record.hashBefore)
      back = putBack(file.text, record, false)
    if (back.kind === 'broken') return err({ ...back, kind: 'config-invalid', file: record.file })
    if (back.kind === 'set-by-another') return err({ ...back, file: record.file })
    const isGone = record.madeFile && back.text === ''
    const done: Result<boolean, ConfigFileError> = isGone
      ? await removeConfigFile(file, record.madeFolder)
      : await replaceConfigFile(file, back.text)
    if (!done.ok) return done
    return ok(done.value ? { record, exact: back.exact } : null)
  }

  const takeBack = async (record: SwitchRecord): Promise<Result<TakenBack, SwitchError>> => {
    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const done = await tryBack(record)
      if (done.ok && done.value === null) continue
      const isOver = done.ok || done.error.kind === 'set-by-another'
      if (isOver) await note((await journal.read()).filter(({ id }) => id !== record.id))
      if (!done.ok) return done
      if (done.value !== null) return ok(done.value)
    }
    return err({ kind: 'config-conflict', attempts: mostAttempts })
  }

  /** What was begun and not finished: the file itself tells whether it was written. */
  const settled = async (): Promise<readonly SwitchRecord[]> => {
    const records = await journal.read()
    if (records.every(({ state }) => state === 'done')) return records
    const kept: SwitchRecord[] = []
    for (const record of records) {
      if (record.state === 'done') {
        kept.push(record)
        continue
      }
      const read = await readConfigFile(record.file, 'follow')
      if (!read.ok) kept.push(record)
      else if (read.value.hash === record.hashAfter) kept.push({ ...record, state: 'done' })
      else if (read.value.hash !== record.hashBefore && isThere(read.value.text, record))
        kept.push({ ...record, state: 'done', hashAfter: '' })
    }
    await note(kept)
    return kept
  }

  return {
    journalPath: journal.path,
    async set(wish, cwd) {
      const { place } = wish
      for (let attempt = 1; attempt <= mostAttempts; attempt++) {
        const codex = await inForceIn(place.kind === 'user' ? null : place.top)
        if (!codex.ok && !canDoWithout(codex.error)) return codex
        if (place.kind === 'repository') {
          if (!codex.ok) return err({ kind: 'trust-unknown', top: place.top, cause: codex.error })
          if (codex.value.trust !== 'trusted') return err({ kind: 'not-trusted', top: place.top })
        }
        const done = await alone(async () => {
          await settled()
          return trySet(wish, codex)
        })
        if (!done.ok) {
          // Codex itself met somebody else's write.
          if (done.error.kind === 'config-conflict') continue
          return done
        }
        if (done.value === null) continue
        const after = codex.ok ? await inForceIn(cwd) : codex
        return ok({
          ...done.value,
          file: fileOf(place),
          inForce: after.ok ? after.value : null,
          withoutCodex: after.ok ? null : after.error,
        })
      }
      return err({ kind: 'config-conflict', attempts: mostAttempts })
    },
    back: (place) =>
      alone(async () => {
        const record = newestSwitch(await settled(), place)
        return record === null ? err({ kind: 'nothing-to-take-back' } as const) : takeBack(record)
      }),
    backDue: () =>
      alone(async () => {
        const done = []
        for (const record of dueSwitches(await settled(), clock.now()))
          done.push({ record, done: await takeBack(record) })
        return done
      }),
    records: async () => {
      const records = await journal.read()
      return records.every(({ state }) => state === 'done') ? records : alone(settled)
    },
  }
}

/** Codex is not there or does not run; what it would say of the file is then read by ourselves. */
function canDoWithout({ kind }: CodexError): boolean {
  return kind !== 'config-invalid' && kind !== 'config-refused' && kind !== 'stopped'
}

function plain(value: string | null): string | null {
  return value === null ? null : `"${value}"`
}

function isThere(text: string | null, { keys }: SwitchRecord): boolean {
  return text !== null && keys.every(({ key, wrote }) => plain(readConfigKey(text, key)) === wrote)
}
