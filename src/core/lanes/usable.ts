import type { Account } from '../codex/account'
import type { CodexError } from '../codex/codex-error'
import type { TurnFailureKind } from '../codex/turn-failure'
import type { GuardState } from '../guard/guard-state'
import { unreachable } from '../result'
import type { BucketStand } from './bucket-stand'
import type { Lane } from './lanes'

/** The guard hook as Codex last told it; `unknown` while nobody could ask. */
export type GuardLight = GuardState | 'unknown'

/** All that decides whether a lane can be used now. Moments are Unix milliseconds. */
export interface UsableFacts {
  readonly lane: Lane
  /** Its model needs committed work first, so the guard is about it. */
  readonly gated: boolean
  /** Null while nobody has looked. */
  readonly codex:
    | { readonly kind: 'found'; readonly version: string }
    | { readonly kind: 'failed'; readonly error: CodexError }
    | null
  /** Why Codex could not be asked about account, models or limits the last time; null when it could. */
  readonly problem: CodexError | null
  readonly account: Account
  /** `not-asked` until Codex was first asked for its models, `unknown` when it could not or cannot say. */
  readonly offered: 'yes' | 'no' | 'unknown' | 'not-asked'
  /** The lane's own limits. */
  readonly own: BucketStand
  /** Those of the standard lane; for the standard lane itself they are `own`. */
  readonly standard: BucketStand
  readonly limitsReadAtMs: number | null
  /** The newest turn with the lane's model failed, and nothing has put that right since (`standing-failure.ts`). */
  readonly lastFailure: { readonly kind: TurnFailureKind; readonly message: string; readonly atMs: number } | null
  readonly guard: GuardLight
}

/** Where a reason comes from. `atMs` is null where a time would say nothing. */
export interface UsableSource {
  readonly from: 'program' | 'account' | 'models' | 'limits' | 'config' | 'session' | 'guard'
  readonly atMs: number | null
}

/** What decides: `no` ends it, `unsure` takes the "yes", `note` only has to be known. */
export type UsableWeight = 'no' | 'unsure' | 'note'

/** One thing that speaks against a lane, or that has to be known with it. */
export type UsableReason = { readonly weight: UsableWeight; readonly source: UsableSource } & Cause

type Cause =
  | { readonly code: 'not-looked' }
  | { readonly code: 'codex-error'; readonly error: CodexError }
  | { readonly code: 'not-asked' }
  | { readonly code: 'signed-out' }
  | { readonly code: 'api-key' }
  | { readonly code: 'own-provider' }
  | { readonly code: 'not-offered'; readonly plan: string | null }
  | { readonly code: 'offer-unknown' }
  | { readonly code: 'limit'; readonly stand: Exclude<BucketStand, { kind: 'left' }> }
  | { readonly code: 'standard-spent'; readonly stand: Extract<BucketStand, { kind: 'spent' | 'spend-control' }> }
  | { readonly code: 'last-failure'; readonly failure: NonNullable<UsableFacts['lastFailure']> }
  | { readonly code: 'guard'; readonly guard: Exclude<GuardLight, 'on' | 'unknown'> }

/** `unsure` is what it says: something is not known, or only Codex can say. It is never a softer "no". */
export type UsableAnswer = 'yes' | 'no' | 'unsure'

export interface UsableVerdict {
  readonly answer: UsableAnswer
  /** What decided; null for "yes". */
  readonly reason: UsableReason | null
  /** What else speaks against it, and what has to be known besides, weightiest first. */
  readonly also: readonly UsableReason[]
}

type Finding = readonly [UsableWeight, Cause & Pick<UsableReason, 'source'>]

/**
 * Whether a session of a lane can be expected to work now. One "no" is enough; without one, anything unknown makes it
 * "unsure". Among equals the earlier of program, sign-in, model, limits, last failure is the reason: it has to be settled first.
 */
export function usableNow(facts: UsableFacts): UsableVerdict {
  const findings = [
    ...programFindings(facts),
    ...accountFindings(facts),
    ...modelFindings(facts),
    ...limitFindings(facts),
    ...failureFindings(facts),
    ...guardFindings(facts),
  ]
  const of = (wanted: UsableWeight): readonly UsableReason[] =>
    findings.flatMap(([weight, cause]) => (weight === wanted ? [{ ...cause, weight }] : []))
  const ordered = [...of('no'), ...of('unsure')]
  const [reason = null, ...also] = ordered
  const answer = of('no').length > 0 ? 'no' : reason === null ? 'yes' : 'unsure'
  return { answer, reason, also: [...also, ...of('note')] }
}

function programFindings({ codex, problem }: UsableFacts): readonly Finding[] {
  const source = { from: 'program', atMs: null } as const
  if (codex === null) return [['unsure', { code: 'not-looked', source }]]
  if (codex.kind === 'failed') return [[weightOf(codex.error), { code: 'codex-error', error: codex.error, source }]]
  if (problem === null) return []
  return [[weightOf(problem), { code: 'codex-error', error: problem, source: { from: sourceOf(problem), atMs: null } }]]
}

/** Not being answered is no proof that a session does not work; what Codex says about itself is. */
function weightOf({ kind }: CodexError): UsableWeight {
  return certain.has(kind) ? 'no' : 'unsure'
}

const certain: ReadonlySet<CodexError['kind']> = new Set<CodexError['kind']>([
  'not-installed',
  'cannot-run',
  'wrong-processor',
  'too-old',
  'sign-in-needed',
  'offline',
  'config-invalid',
])

function sourceOf({ kind }: CodexError): UsableSource['from'] {
  if (kind === 'sign-in-needed' || kind === 'offline') return 'account'
  return kind === 'config-invalid' ? 'config' : 'program'
}

function accountFindings({ lane, codex, problem, account }: UsableFacts): readonly Finding[] {
  // What could not be asked is told by the error already.
  if (codex?.kind !== 'found') return []
  const source = { from: 'account', atMs: null } as const
  switch (account.kind) {
    case 'chatgpt':
      return []
    case 'unknown':
      return problem === null ? [['unsure', { code: 'not-asked', source }]] : []
    case 'signed-out':
      return [['no', { code: 'signed-out', source }]]
    case 'api-key':
      return [[lane === 'spark' ? 'no' : 'note', { code: 'api-key', source }]]
    case 'other':
      return [['unsure', { code: 'own-provider', source }]]
    default:
      return unreachable(account)
  }
}

function modelFindings({ codex, account, offered }: UsableFacts): readonly Finding[] {
  if (codex?.kind !== 'found' || offered === 'yes') return []
  const source = { from: 'models', atMs: null } as const
  if (offered === 'not-asked') return [['unsure', { code: 'not-asked', source }]]
  if (offered === 'unknown') return [['unsure', { code: 'offer-unknown', source }]]
  return [['no', { code: 'not-offered', plan: account.kind === 'chatgpt' ? account.plan : null, source }]]
}

/** Only a ChatGPT sign-in has limits. A full Spark bucket can be unusable while the standard one is spent. */
function limitFindings(facts: UsableFacts): readonly Finding[] {
  const { lane, codex, problem, account, own, standard, limitsReadAtMs } = facts
  if (codex?.kind !== 'found' || account.kind !== 'chatgpt') return []
  const source = { from: 'limits', atMs: limitsReadAtMs } as const
  const findings: Finding[] = []
  if (own.kind === 'unknown' && limitsReadAtMs === null && problem === null) {
    findings.push(['unsure', { code: 'not-asked', source }])
  } else if (own.kind !== 'left') {
    const stops = own.kind === 'spend-control' || (own.kind === 'spent' && !own.credits)
    findings.push([stops ? 'no' : 'unsure', { code: 'limit', stand: own, source }])
  }
  const blocks = standard.kind === 'spend-control' || (standard.kind === 'spent' && !standard.credits)
  if (lane === 'spark' && blocks) findings.push(['unsure', { code: 'standard-spent', stand: standard, source }])
  return findings
}

const failureWeight: Readonly<Record<TurnFailureKind, UsableWeight | null>> = {
  'usage-limit': 'no',
  'not-supported': 'no',
  'model-unknown': 'no',
  'signed-out': 'no',
  // Both pass by themselves.
  capacity: 'unsure',
  offline: 'unsure',
  // About that conversation, or nothing that would tell of the next one.
  'context-full': null,
  other: null,
}

function failureFindings({ lastFailure }: UsableFacts): readonly Finding[] {
  const weight = lastFailure === null ? null : failureWeight[lastFailure.kind]
  if (lastFailure === null || weight === null) return []
  const source = { from: 'session', atMs: lastFailure.atMs } as const
  return [[weight, { code: 'last-failure', failure: lastFailure, source }]]
}

/** It does not make a lane unusable, but a start in a terminal or an editor is not held back without it. */
function guardFindings({ gated, guard }: UsableFacts): readonly Finding[] {
  if (!gated || guard === 'on' || guard === 'unknown') return []
  return [['note', { code: 'guard', guard, source: { from: 'guard', atMs: null } }]]
}
