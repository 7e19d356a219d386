import type { RepoPath } from '../../core/repo/repo-path'
import type { ChangeKey } from '../../core/review/attribution'
import type { ChangeLabels } from '../../core/review/change-labels'
import type { Writer } from '../../core/session/label-change'

interface NamedChange {
  readonly sessionId: string
  readonly number: number
}

/** Small numbers for changes of any session, and what they were labelled as. */
export interface ChangeKeys {
  keyOf(change: NamedChange): ChangeKey
  sessionOf(key: ChangeKey): string | null
  /** What was said about a change so far. */
  labelsOf(change: NamedChange): ReadonlyMap<RepoPath, Writer> | undefined
  label(sessionId: string, labels: ChangeLabels): void
  all(): readonly NamedChange[]
}

export function createChangeKeys(kept: readonly NamedChange[]): ChangeKeys {
  const changes: NamedChange[] = []
  const keys = new Map<string, ChangeKey>()
  const labels = new Map<string, ReadonlyMap<RepoPath, Writer>>()
  const keyOf = ({ sessionId, number }: NamedChange): ChangeKey => {
    const name = nameOf({ sessionId, number })
    const known = keys.get(name)
    if (known !== undefined) return known
    changes.push({ sessionId, number })
    keys.set(name, changes.length)
    return changes.length
  }
  for (const change of kept) keyOf(change)
  return {
    keyOf,
    sessionOf: (key) => changes[key - 1]?.sessionId ?? null,
    labelsOf: (change) => labels.get(nameOf(change)),
    label(sessionId, { number, files }) {
      labels.set(nameOf({ sessionId, number }), new Map(files.map(({ path, writer }) => [path, writer])))
    },
    all: () => changes,
  }
}

function nameOf({ sessionId, number }: NamedChange): string {
  return `${number} ${sessionId}`
}
