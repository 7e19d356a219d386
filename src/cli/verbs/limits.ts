import type { Account } from '../../core/codex/account'
import { type Bucket, limitsAt, type LimitReading, type Limits, type LimitWindow } from '../../core/limits/limits'
import type { LimitsState } from '../../core/limits/limits-state'
import { unreachable } from '../../core/result'
import { displayName } from '../../core/words/display-name'
import { accountFacts, bucketFacts, notOfferedWindows } from '../../core/words/limit-facts'
import { duration, resetTime } from '../../core/words/times'
import { codexHome } from '../../services/codex/codex-home'
import { createLimitsReader } from '../../services/limits/limits-reader'
import { readRolloutLimits } from '../../services/limits/rollout-counts'
import { codexFailed, withCodex } from '../codex'
import { settingsNow } from '../home'
import { jsonTime } from '../json-path'
import { type Outcome, said } from '../outcome'
import { type CliContext, readArgs } from '../verb'

/**
 * `firebreak limits`: how much is left of each limit, as the account's server says it now. Where it cannot be asked, what the
 * records of sessions said last, with its age.
 */
export async function limits(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('limits', args, { history: { type: 'boolean' } })
  if (!call.ok) return call.outcome
  if (call.parsed.values.history === true) return (await import('../limits-history')).limitsHistory(context)
  const { settings, note } = await settingsNow(context.home)
  const { clock, env, homeFolder } = context
  const state = await withCodex(context, settings, async (supervisor) => {
    const reader = createLimitsReader({ supervisor, clock, lanes: () => settings.lanes, sparkDisplayName: () => null })
    await reader.readNow()
    for (const { snapshot, atMs } of await readRolloutLimits(codexHome(env, homeFolder), clock.now()))
      reader.tellRollout(snapshot, atMs)
    return reader.state()
  })
  const known = state.limits === null ? null : limitsAt(state.limits, clock.now())
  const buckets = known?.buckets ?? []
  const isAsked = known !== null && known.readAtMs !== null && state.problem === null
  if (!isAsked && state.account.kind !== 'api-key' && state.account.kind !== 'other') {
    if (buckets.length === 0 && state.problem !== null) return codexFailed(state.problem)
    if (buckets.length === 0 && state.account.kind === 'signed-out')
      return codexFailed({ kind: 'sign-in-needed', message: 'signed out' })
  }
  const notes = [note, isAsked || buckets.length === 0 ? null : fromRecordsNote(state)]
  return said(
    {
      account: accountJson(state.account),
      fromRecords: buckets.length > 0 && !isAsked,
      buckets: buckets.map(bucketJson),
      resetCredits: known?.resetCredits ?? null,
    },
    buckets.length === 0 ? noLimitsText(state.account) : limitsText(buckets, known, clock.now()),
    { notes: notes.filter((one) => one !== null) },
  )
}

function fromRecordsNote({ account }: LimitsState): string {
  const why = account.kind === 'signed-out' ? 'Codex is not signed in' : 'The server could not be asked'
  return `${why}: this is what the records of sessions said last.`
}

/** Without the e-mail address: what a script prints ends up in logs. */
function accountJson(account: Account) {
  return account.kind === 'chatgpt' ? { kind: account.kind, plan: account.plan } : { kind: account.kind }
}

function bucketJson(bucket: Bucket) {
  const { id, label, lane, windows, credits, individualLimit, spendControlReached, reachedType } = bucket
  return {
    id,
    label,
    lane,
    windows: windows.map(windowJson),
    notOffered: notOfferedWindows(bucket),
    credits,
    individualLimit,
    spendControlReached,
    reachedType,
  }
}

function windowJson({ minutes, label, reading, readAtMs, source, others }: LimitWindow) {
  return {
    minutes,
    label,
    ...readingJson(reading),
    readAt: jsonTime(readAtMs),
    source,
    others: others.map((other) => ({
      ...readingJson(other.reading),
      readAt: jsonTime(other.readAtMs),
      source: other.source,
    })),
  }
}

function readingJson(reading: LimitReading) {
  const resetsAtSec = reading.kind === 'unknown' ? null : reading.resetsAtSec
  return {
    leftPercent: reading.kind === 'known' ? reading.leftPercent : null,
    state: reading.kind,
    resetsAt: resetsAtSec === null ? null : jsonTime(resetsAtSec * 1000),
  }
}

function limitsText(buckets: readonly Bucket[], known: Limits | null, nowMs: number): string {
  return [...buckets.map((bucket) => bucketText(bucket, nowMs)), ...(known === null ? [] : accountFacts(known))].join(
    '\n',
  )
}

function bucketText(bucket: Bucket, nowMs: number): string {
  const { label, lane, windows } = bucket
  const name = lane === null ? displayName(label) : `${displayName(label)} (${lane} lane)`
  return [
    name,
    ...windows.map((window) => `  ${window.label.padEnd(8)}  ${windowText(window, nowMs)}`),
    ...notOfferedWindows(bucket).map((window) => `  ${window.padEnd(8)}  not offered by the server`),
    ...bucketFacts(bucket, null, nowMs).map((fact) => `  ${fact}`),
  ].join('\n')
}

function windowText({ reading, readAtMs, source }: LimitWindow, nowMs: number): string {
  const age = source === 'rollout' ? `, from the record of a session, ${duration(nowMs - readAtMs)} ago` : ''
  switch (reading.kind) {
    case 'unknown':
      return 'unknown'
    case 'reset-due':
      return 'unknown, its reset has passed'
    case 'known': {
      const left = `${reading.leftPercent} % left`
      if (reading.resetsAtSec === null) return `${left}${age}`
      const resetsAtMs = reading.resetsAtSec * 1000
      return `${left}, resets ${resetTime(resetsAtMs, nowMs)}, in ${duration(resetsAtMs - nowMs)}${age}`
    }
    default:
      return unreachable(reading)
  }
}

function noLimitsText({ kind }: Account): string {
  if (kind === 'api-key') return 'Codex is signed in with an API key: there are no limits to report.'
  if (kind === 'other') return 'Codex uses a model provider of its own: there are no limits to report.'
  return 'No limits were reported.'
}
