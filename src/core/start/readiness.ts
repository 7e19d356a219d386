import type { BucketView, LaneCard, Readiness, ReadinessItem } from '../app/snapshot'
import type { Account } from '../codex/account'
import type { CodexError } from '../codex/codex-error'
import { describeCodexError } from '../errors/describe-codex-error'
import { resetTime } from '../words/times'

/** All that decides whether a session in a lane can be expected to work. */
export interface ReadinessFacts {
  readonly nowMs: number
  readonly lane: LaneCard
  /** Version of the Codex that was found; null while nobody has looked. */
  readonly codex:
    | { readonly kind: 'found'; readonly version: string }
    | { readonly kind: 'failed'; readonly error: CodexError }
    | null
  readonly account: Account
  readonly buckets: readonly BucketView[]
}

/** One line when all is well; otherwise only what is not, each with its next step. */
export function readinessOf(facts: ReadinessFacts): Readiness {
  if (facts.codex === null) return { kind: 'checking' }
  if (facts.codex.kind === 'failed') return blockedBy(facts.codex.error)
  const items = [...accountItems(facts.account), ...modelItems(facts.lane), ...limitItems(facts)]
  if (items.length === 0) return { kind: 'ready', text: readyLine(facts, facts.codex.version) }
  return { kind: 'not-ready', blocking: items.some(isBlocking), items }
}

/** "Ready: Codex 0.169.0, Pro, Spark offered, 44 % left" */
function readyLine({ account, lane, buckets }: ReadinessFacts, version: string): string {
  const name = lane.lane === 'spark' ? 'Spark' : lane.modelName
  const left = tightestLeft(buckets, lane.lane)
  return [
    `Ready: Codex ${version}`,
    account.kind === 'chatgpt' && account.plan !== null ? capital(account.plan) : null,
    lane.offered === 'yes' ? `${name} offered` : null,
    left === null ? null : `${left} % left`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function blockedBy(error: CodexError): Readiness {
  const { message, next } = describeCodexError(error)
  const code =
    error.kind === 'not-installed' ? 'codex-missing' : error.kind === 'too-old' ? 'codex-too-old' : 'codex-failing'
  const blocking = code !== 'codex-failing' || error.kind === 'cannot-run'
  return { kind: 'not-ready', blocking, items: [{ code, message, next }] }
}

function accountItems(account: Account): readonly ReadinessItem[] {
  if (account.kind === 'signed-out')
    return [
      {
        code: 'signed-out',
        message: 'Codex is not signed in, so limits are unknown.',
        next: 'Run codex login in a terminal.',
      },
    ]
  if (account.kind === 'api-key')
    return [
      {
        code: 'api-key',
        message: 'Codex uses an API key: it has no limits to show, and Spark is not offered to it.',
        next: 'Sign in with ChatGPT in Codex to see both limits.',
      },
    ]
  return []
}

function modelItems(lane: LaneCard): readonly ReadinessItem[] {
  if (lane.offered !== 'no') return []
  const next =
    lane.suggestion === null
      ? 'Choose another model for this lane in the settings.'
      : `Use ${lane.suggestion.modelName} in this lane, or try anyway.`
  return [{ code: 'model-not-offered', message: `${lane.modelName} is not offered to this account.`, next }]
}

function limitItems({ lane, buckets, nowMs }: ReadinessFacts): readonly ReadinessItem[] {
  const spent = buckets
    .filter((bucket) => bucket.lane === lane.lane || bucket.lane === 'standard')
    .flatMap((bucket) => bucket.windows.map((window) => ({ bucket, window })))
    .filter(({ window }) => window.reading.kind === 'known' && window.reading.leftPercent === 0)
  return spent.map(({ bucket, window }) => ({
    code: 'limit-reached' as const,
    message: `Nothing is left of the ${window.label} window of ${bucket.label}.`,
    next:
      window.resetsAtMs === null ? 'When it resets is not known.' : `It resets ${resetTime(window.resetsAtMs, nowMs)}.`,
  }))
}

/** A signed-out or spent account makes a session useless, but only Codex can say so for certain: the start stays possible. */
function isBlocking(item: ReadinessItem): boolean {
  return item.code === 'model-not-offered' || item.code === 'codex-missing' || item.code === 'codex-too-old'
}

function tightestLeft(buckets: readonly BucketView[], lane: 'spark' | 'standard'): number | null {
  const left = buckets
    .filter((bucket) => bucket.lane === lane)
    .flatMap((bucket) => bucket.windows)
    .flatMap(({ reading }) => (reading.kind === 'known' ? [reading.leftPercent] : []))
  return left.length === 0 ? null : Math.min(...left)
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
