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

const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('last-change') }),
  z.strictObject({ kind: z.literal('change'), number: z.int().positive() }),
  z.strictObject({ kind: z.literal('since-baseline') }),
  z.strictObject({ kind: z.literal('uncommitted') }),
])

const diffRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('show'), scope }),
  z.strictObject({ type: z.literal('painted'), batch: z.int() }),
  z.strictObject({ type: z.literal('load'), paths: z.array(z.string().max(65_536)).max(10_000) }),
])

/** What a window asks for; null for anything else, since a window could have been taken over. */
export function readDiffRequest(message: unknown): DiffRequest | null {
  return diffRequest.safeParse(message).data ?? null
}
