import { z } from 'zod'
import type { DiffMessage, DiffRequest } from '../../shared/diff-contract'
import { scopeSchema, whitespaceSchema } from '../../shared/scope-schema'

/** One end of the channel to a live diff window, whatever kind of port carries it. */
export interface DiffPort {
  post(message: DiffMessage): void
  /** Messages are what came over the wire: nothing is known of them yet. */
  onMessage(listener: (message: unknown) => void): void
  onClose(listener: () => void): void
  close(): void
}

const diffRequest = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('show'),
    scope: scopeSchema,
    whitespace: whitespaceSchema,
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
