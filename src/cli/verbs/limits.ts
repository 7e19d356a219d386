import type { Bucket, LimitWindow } from '../../core/limits/limits'
import type { LimitsState } from '../../core/limits/limits-state'
import { unreachable } from '../../core/result'
import { displayName } from '../../core/words/display-name'
import { duration, resetTime } from '../../core/words/times'
import { createLimitsReader } from '../../services/limits/limits-reader'
import { codexFailed, withCodex } from '../codex'
import { settingsNow } from '../home'
import { jsonTime } from '../json-path'
import { type Outcome, said } from '../outcome'
import { type CliContext, readArgs } from '../verb'

/** `firebreak limits`: how much is left of each limit, as the account's server says it now. */
export async function limits(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('limits', args, { history: { type: 'boolean' } })
  if (!call.ok) return call.outcome
  if (call.parsed.values.history === true) return (await import('../limits-history')).limitsHistory(context)
  const { settings, note } = await settingsNow(context.home)
  const { clock } = context
  const state = await withCodex(context, settings, (supervisor) =>
    createLimitsReader({ supervisor, clock, lanes: () => settings.lanes, sparkDisplayName: () => null }).readNow(),
  )
  if (state.problem !== null) return codexFailed(state.problem)
  if (state.account.kind === 'signed-out') return codexFailed({ kind: 'sign-in-needed', message: 'signed out' })

  const buckets = state.limits?.buckets ?? []
  return said(
    { account: accountJson(state.account), buckets: buckets.map(bucketJson) },
    buckets.length === 0 ? noLimitsText(state.account) : buckets.map((one) => bucketText(one, clock.now())).join('\n'),
    { notes: note === null ? [] : [note] },
  )
}

type Account = LimitsState['account']

/** Without the e-mail address: what a script prints ends up in logs. */
function accountJson(account: Account) {
  return account.kind === 'chatgpt' ? { kind: account.kind, plan: account.plan } : { kind: account.kind }
}

function bucketJson({ id, label, lane, windows }: Bucket) {
  return { id, label, lane, windows: windows.map(windowJson) }
}

function windowJson({ minutes, label, reading }: LimitWindow) {
  const resetsAtSec = reading.kind === 'unknown' ? null : reading.resetsAtSec
  return {
    minutes,
    label,
    leftPercent: reading.kind === 'known' ? reading.leftPercent : null,
    state: reading.kind,
    resetsAt: resetsAtSec === null ? null : jsonTime(resetsAtSec * 1000),
  }
}

function bucketText({ label, lane, windows }: Bucket, nowMs: number): string {
  const name = lane === null ? displayName(label) : `${displayName(label)} (${lane} lane)`
  return [name, ...windows.map((window) => `  ${window.label.padEnd(8)}  ${windowText(window, nowMs)}`)].join('\n')
}

function windowText({ reading }: LimitWindow, nowMs: number): string {
  switch (reading.kind) {
    case 'unknown':
      return 'unknown'
    case 'reset-due':
      return 'unknown, its reset has passed'
    case 'known': {
      const left = `${reading.leftPercent} % left`
      if (reading.resetsAtSec === null) return left
      const resetsAtMs = reading.resetsAtSec * 1000
      return `${left}, resets ${resetTime(resetsAtMs, nowMs)}, in ${duration(resetsAtMs - nowMs)}`
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
