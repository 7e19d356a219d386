import type { Lane } from './lanes'

/** A lane as the settings keep it. */
interface LaneEntry {
  readonly model: string
  readonly limitIds: readonly string[]
  /** For sessions that Firebreak starts; null leaves it to the model. */
  readonly effort?: string | null | undefined
}

interface LaneData {
  readonly lanes: Readonly<Record<Lane, LaneEntry>>
  /** The server's ids of the limits that count for a model, by model. */
  readonly modelLimits: Readonly<Record<string, readonly string[]>>
}

interface NamedBucket {
  readonly id: string
  readonly label: string
}

/**
 * The settings with another model in a lane. Which limits count for it: those it had when it last played a lane; else a bucket
 * that the server names after it; else the ordinary ones, which are shared by all models without a bucket of their own.
 */
export function withModelInLane(
  settings: LaneData,
  wish: {
    readonly lane: Lane
    readonly modelId: string
    readonly displayName: string | null
    readonly effort?: string | null | undefined
  },
  buckets: readonly NamedBucket[],
) {
  const { lane, modelId, displayName, effort } = wish
  const { lanes, modelLimits } = settings
  const before = lanes[lane]
  const named = buckets
    .filter(({ id, label }) => [id, label].some((name) => sameName(name, modelId) || sameName(name, displayName)))
    .map(({ id }) => id)
  const limitIds =
    before.model === modelId ? before.limitIds : (modelLimits[modelId] ?? (named.length > 0 ? named : ordinaryIds))
  const kept = effort === undefined ? (before.model === modelId ? before.effort : null) : effort
  return {
    lanes: {
      ...copyLanes(lanes),
      [lane]: { model: modelId, limitIds: [...limitIds], effort: kept ?? null },
    },
    modelLimits: {
      ...Object.fromEntries(Object.entries(modelLimits).map(([model, ids]) => [model, [...ids]])),
      [before.model]: [...before.limitIds],
    },
  }
}

/** The id that the server gives to what ordinary models use (docs/codex-protocol.md). */
const ordinaryIds: readonly string[] = ['codex']

function copyLanes(lanes: LaneData['lanes']) {
  const copy = (entry: LaneEntry) => ({ ...entry, limitIds: [...entry.limitIds] })
  return { spark: copy(lanes.spark), standard: copy(lanes.standard) }
}

/** "GPT-5.3-Codex-Spark" and "gpt-5.3-codex-spark" are one name. */
function sameName(a: string, b: string | null): boolean {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  return b !== null && plain(a) !== '' && plain(a) === plain(b)
}
