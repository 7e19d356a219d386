import { z } from 'zod'
import type { Scope, Whitespace } from '../core/diff/scope'

const checkpointId = z.string().regex(/^[0-9a-z]{6,10}-[0-9a-f]{8}$/)

/** A scope as it comes over a border. */
export const scopeSchema: z.ZodType<Scope> = z.discriminatedUnion('kind', [
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

export const whitespaceSchema: z.ZodType<Whitespace> = z.enum(['exact', 'ignore-at-end', 'ignore-amount', 'ignore-all'])
