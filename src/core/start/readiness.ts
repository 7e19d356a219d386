import type { BucketView } from '../app/limits-view'
import type { LaneCard, Readiness } from '../app/snapshot'
import type { UsableView } from '../app/usable-view'
import type { Account } from '../codex/account'

/** The verdict about a lane, and what the line about a ready one names. */
export interface ReadinessFacts {
  readonly lane: LaneCard
  /** Of the Codex that was found; null while there is none. */
  readonly codexVersion: string | null
  readonly account: Account
  readonly buckets: readonly BucketView[]
  readonly usable: UsableView
}

/** One line when all is well; otherwise only what is not, each with its next step. */
export function readinessOf(facts: ReadinessFacts): Readiness {
  const { usable } = facts
  if (usable.reasons.some(({ code }) => code === 'not-known-yet')) return { kind: 'checking' }
  // With a certain "no" what else is not known does not matter, and the guard has a light of its own.
  const items = usable.reasons.filter(
    ({ code, weight }) => code !== 'guard-off' && (usable.answer !== 'no' || weight !== 'unsure'),
  )
  if (items.length === 0) return { kind: 'ready', text: readyLine(facts) }
  return { kind: 'not-ready', blocking: items.some(isBlocking), answer: usable.answer, items }
}

/** "Ready: Codex 0.169.0, Pro, Spark offered, 44 % left" */
function readyLine({ account, lane, buckets, codexVersion }: ReadinessFacts): string {
  const name = lane.lane === 'spark' ? 'Spark' : lane.modelName
  const left = tightestLeft(buckets, lane.lane)
  return [
    codexVersion === null ? 'Ready' : `Ready: Codex ${codexVersion}`,
    account.kind === 'chatgpt' && account.plan !== null ? capital(account.plan) : null,
    lane.offered === 'yes' ? `${name} offered` : null,
    left === null ? null : `${left} % left`,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

const blockingCodes: ReadonlySet<string> = new Set([
  'model-not-offered',
  'codex-missing',
  'codex-too-old',
  'codex-wrong-processor',
  'codex-cannot-run',
])

/** A signed-out or spent account makes a session useless, but only Codex can say so for certain: the start stays possible. */
export function isBlocking({ code }: { readonly code: string }): boolean {
  return blockingCodes.has(code)
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
