import { z } from 'zod'
import type { DiffMessage, DiffRequest } from '../../shared/diff-contract'

/** One end of the channel to a live diff window, whatever kind of port carries it. */
export interface DiffPort {
  post(message: DiffMessage): void
  /** Messages are what came over the wire: nothing is known of them yet. */
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

const checkpointId = z.string().regex(/^[0-9a-z]{6,10}-[0-9a-f]{8}$/)
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('last-change') }),
  z.strictObject({ kind: z.literal('change'), number: z.int().positive() }),
  z.strictObject({ kind: z.literal('since-baseline') }),
  z.strictObject({ kind: z.literal('uncommitted') }),
  z.strictObject({
    kind: z.literal('turn'),
    turnId: z.string().max(200),
    from: checkpointId,
    to: checkpointId.nullable(),
  }),
  z.strictObject({ kind: z.literal('between'), from: checkpointId, to: checkpointId.nullable() }),
])

const diffRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('show'),
    scope,
    whitespace: z.enum(['exact', 'ignore-at-end', 'ignore-amount', 'ignore-all']),
  }),
  z.strictObject({ type: z.literal('painted'), batch: z.int() }),
  z.strictObject({ type: z.literal('load'), paths: z.array(z.string().max(65_536)).max(10_000) }),
  z.strictObject({
    type: z.literal('content'),
    ask: z.int(),
    path: z.string().max(65_536),
    side: z.enum(['old', 'new']),
  }),
])

/** What a window asks for; null for anything else, since a window could have been taken over. */
export function readDiffRequest(message: unknown): DiffRequest | null {
  return diffRequest.safeParse(message).data ?? null
}
