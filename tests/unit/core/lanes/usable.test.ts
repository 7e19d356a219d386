import { describe, expect, it } from 'vitest'
import type { CodexError } from '../../../../src/core/codex/codex-error'
import type { TurnFailureKind } from '../../../../src/core/codex/turn-failure'
import type { BucketStand } from '../../../../src/core/lanes/bucket-stand'
import type { Lane } from '../../../../src/core/lanes/lanes'
import { type GuardLight, type UsableFacts, usableNow } from '../../../../src/core/lanes/usable'

const atMs = 1000
const spentOf = (bucket: string, credits: boolean): BucketStand => ({
  kind: 'spent',
  bucket,
  window: '5 h',
  resetsAtMs: 2000,
  credits,
})
const failure = (kind: TurnFailureKind) => ({ kind, message: 'as Codex said it', atMs })
const cannotRun: CodexError = { kind: 'cannot-run', path: '/x', cause: 'no' }
const exited: CodexError = { kind: 'exited', code: 1, stderrTail: '' }
const offline: CodexError = { kind: 'offline', message: 'x' }
const signIn: CodexError = { kind: 'sign-in-needed', message: '401' }
const broken: CodexError = { kind: 'config-invalid', file: null, line: 1, column: 1, message: 'x' }

/** What a value adds to the verdict of a lane; `-` is nothing. */
type Adds = 'no' | 'unsure' | 'note' | '-'
interface Row<T> {
  readonly value: T
  readonly spark: Adds
  readonly standard: Adds
  /** Told already by a program that was not found or run, so it adds nothing then. */
  readonly needs?: 'program' | 'chatgpt'
}

const both = <T>(value: T, adds: Adds, needs?: Row<T>['needs']): Row<T> => ({
  value,
  spark: adds,
  standard: adds,
  ...(needs === undefined ? {} : { needs }),
})

// The truth table. One line for each value of each input.
const table = {
  codex: [
    both<UsableFacts['codex']>({ kind: 'found', version: '0.169.0' }, '-'),
    both<UsableFacts['codex']>(null, 'unsure'),
    both<UsableFacts['codex']>({ kind: 'failed', error: { kind: 'not-installed', searched: [] } }, 'no'),
    both<UsableFacts['codex']>({ kind: 'failed', error: { kind: 'too-old', path: '', found: '', needed: '' } }, 'no'),
    both<UsableFacts['codex']>({ kind: 'failed', error: cannotRun }, 'no'),
  ],
  problem: [
    both<CodexError | null>(null, '-', 'program'),
    both<CodexError | null>(exited, 'unsure', 'program'),
    both<CodexError | null>(offline, 'no', 'program'),
    both<CodexError | null>(signIn, 'no', 'program'),
    both<CodexError | null>(broken, 'no', 'program'),
  ],
  account: [
    both<UsableFacts['account']>({ kind: 'chatgpt', plan: 'pro', email: null }, '-', 'program'),
    both<UsableFacts['account']>({ kind: 'chatgpt', plan: null, email: null }, '-', 'program'),
    both<UsableFacts['account']>({ kind: 'unknown' }, 'unsure', 'program'),
    both<UsableFacts['account']>({ kind: 'signed-out' }, 'no', 'program'),
    { value: { kind: 'api-key' }, spark: 'no', standard: 'note', needs: 'program' },
    both<UsableFacts['account']>({ kind: 'other', type: null }, 'unsure', 'program'),
  ],
  offered: [
    both<UsableFacts['offered']>('yes', '-', 'program'),
    both<UsableFacts['offered']>('no', 'no', 'program'),
    both<UsableFacts['offered']>('unknown', 'unsure', 'program'),
    both<UsableFacts['offered']>('not-asked', 'unsure', 'program'),
  ],
  own: [
    both<BucketStand>({ kind: 'left', leftPercent: 44 }, '-', 'chatgpt'),
    both<BucketStand>({ kind: 'unknown' }, 'unsure', 'chatgpt'),
    both<BucketStand>({ kind: 'reset-due', bucket: 'Own', window: '5 h' }, 'unsure', 'chatgpt'),
    both<BucketStand>(spentOf('Own', false), 'no', 'chatgpt'),
    both<BucketStand>(spentOf('Own', true), 'unsure', 'chatgpt'),
    both<BucketStand>({ kind: 'spend-control', bucket: 'Own' }, 'no', 'chatgpt'),
  ],
  standard: [
    both<BucketStand>({ kind: 'left', leftPercent: 66 }, '-', 'chatgpt'),
    both<BucketStand>({ kind: 'unknown' }, '-', 'chatgpt'),
    both<BucketStand>(spentOf('Standard', true), '-', 'chatgpt'),
    { value: spentOf('Standard', false), spark: 'unsure', standard: '-', needs: 'chatgpt' },
    {
      value: { kind: 'spend-control', bucket: 'Standard' },
      spark: 'unsure',
      standard: '-',
      needs: 'chatgpt',
    },
  ],
  lastFailure: [
    both<UsableFacts['lastFailure']>(null, '-'),
    both<UsableFacts['lastFailure']>(failure('usage-limit'), 'no'),
    both<UsableFacts['lastFailure']>(failure('capacity'), 'unsure'),
    both<UsableFacts['lastFailure']>(failure('context-full'), '-'),
    both<UsableFacts['lastFailure']>(failure('not-supported'), 'no'),
    both<UsableFacts['lastFailure']>(failure('model-unknown'), 'no'),
    both<UsableFacts['lastFailure']>(failure('signed-out'), 'no'),
    both<UsableFacts['lastFailure']>(failure('offline'), 'unsure'),
    both<UsableFacts['lastFailure']>(failure('other'), '-'),
  ],
  // The standard lane of these facts is not gated.
  guard: [
    ...(['on', 'unknown'] as const).map((value) => both<GuardLight>(value, '-')),
    ...(['not-trusted', 'modified', 'off-by-config', 'not-installed'] as const).map((value) => ({
      value: value as GuardLight,
      spark: 'note' as const,
      standard: '-' as const,
    })),
  ],
} satisfies { readonly [K in keyof UsableFacts]?: readonly Row<UsableFacts[K]>[] }

type Column = keyof typeof table
const columns = [
  'codex',
  'problem',
  'account',
  'offered',
  'own',
  'standard',
  'lastFailure',
  'guard',
] as const satisfies readonly Column[]
const nothing = both<unknown>(null, '-')
const noRows: Readonly<Record<Column, Row<unknown>>> = {
  codex: nothing,
  problem: nothing,
  account: nothing,
  offered: nothing,
  own: nothing,
  standard: nothing,
  lastFailure: nothing,
  guard: nothing,
}

const well: UsableFacts = {
  lane: 'spark',
  gated: true,
  codex: { kind: 'found', version: '0.169.0' },
  problem: null,
  account: { kind: 'chatgpt', plan: 'pro', email: null },
  offered: 'yes',
  own: { kind: 'left', leftPercent: 44 },
  standard: { kind: 'left', leftPercent: 66 },
  limitsReadAtMs: atMs,
  lastFailure: null,
  guard: 'on',
}
const factsOf = (lane: Lane): UsableFacts => ({ ...well, lane, gated: lane === 'spark' })

/** What the chosen rows add up to: one "no" is enough, one "unsure" takes the "yes". */
function expected(rows: Readonly<Record<Column, Row<unknown>>>, lane: Lane, facts: UsableFacts) {
  const counts = ({ needs }: Row<unknown>): boolean =>
    needs === undefined || (facts.codex?.kind === 'found' && (needs === 'program' || facts.account.kind === 'chatgpt'))
  const adds = columns.map((column) => {
    const row = rows[column]
    // A question that was not answered leaves the account unknown; that is one reason and not two.
    const isToldAlready = column === 'account' && facts.account.kind === 'unknown' && facts.problem !== null
    return counts(row) && !isToldAlready ? row[lane] : '-'
  })
  const number = (wanted: Adds): number => adds.filter((one) => one === wanted).length
  const answer = number('no') > 0 ? 'no' : number('unsure') > 0 ? 'unsure' : 'yes'
  return { answer, reasons: number('no') + number('unsure') + number('note') }
}

describe('usable now?', () => {
  it.each(['spark', 'standard'] as const)(
    'for the %s lane is what the truth table says, for all inputs at once',
    (lane) => {
      let combinations = 0
      const wrong: unknown[] = []
      const visit = (index: number, facts: UsableFacts, rows: Readonly<Record<Column, Row<unknown>>>): void => {
        const column = columns[index]
        if (column === undefined) {
          combinations += 1
          const want = expected(rows, lane, facts)
          const { answer, reason, also } = usableNow(facts)
          const reasons = (reason === null ? 0 : 1) + also.length
          if ((answer !== want.answer || reasons !== want.reasons) && wrong.length < 3)
            wrong.push({ facts, want, got: { answer, reason, also } })
          return
        }
        for (const row of table[column]) visit(index + 1, { ...facts, [column]: row.value }, { ...rows, [column]: row })
      }
      visit(0, factsOf(lane), noRows)
      expect(wrong).toEqual([])
      expect(combinations).toBe(columns.reduce((all, column) => all * table[column].length, 1))
    },
    60_000,
  )

  it.each(columns.flatMap((column) => table[column].map((row, index) => [column, index, row] as const)))(
    'with only %s as in row %i, names that and its source',
    (column, _, row) => {
      const verdict = usableNow({ ...well, [column]: row.value })
      const reason = verdict.reason ?? verdict.also[0] ?? null
      expect(reason === null ? null : reason.source.from).toBe(row.spark === '-' ? null : sourceOf(column, row.value))
    },
  )

  function sourceOf(column: Column, value: unknown): string {
    if (column === 'problem') return value === broken ? 'config' : value === exited ? 'program' : 'account'
    return {
      codex: 'program',
      account: 'account',
      offered: 'models',
      own: 'limits',
      standard: 'limits',
      lastFailure: 'session',
      guard: 'guard',
    }[column]
  }

  it('tells first what has to be settled first', () => {
    const all = usableNow({
      ...well,
      account: { kind: 'signed-out' },
      offered: 'no',
      lastFailure: failure('capacity'),
      guard: 'modified',
    })
    expect(all.answer).toBe('no')
    expect([all.reason, ...all.also].map((reason) => reason?.code)).toEqual([
      'signed-out',
      'not-offered',
      'last-failure',
      'guard',
    ])
  })

  it('says with a full Spark bucket and a spent standard one that it is not sure', () => {
    const verdict = usableNow({ ...well, standard: spentOf('Standard', false) })
    expect(verdict).toMatchObject({ answer: 'unsure', reason: { code: 'standard-spent' }, also: [] })
  })

  it('names the plan that does not have the model', () => {
    const verdict = usableNow({ ...well, account: { kind: 'chatgpt', plan: 'plus', email: null }, offered: 'no' })
    expect(verdict.reason).toEqual({
      weight: 'no',
      code: 'not-offered',
      plan: 'plus',
      source: { from: 'models', atMs: null },
    })
  })

  it('warns of a guard that is off also for another model under the gate', () => {
    const verdict = usableNow({ ...well, lane: 'standard', gated: true, guard: 'not-trusted' })
    expect(verdict).toMatchObject({ answer: 'yes', reason: null, also: [{ code: 'guard', guard: 'not-trusted' }] })
  })
})
