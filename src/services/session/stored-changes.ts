import { z } from 'zod'
import type { Change } from '../../core/session/change'

const changeSchema: z.ZodType<Change> = z.object({
  number: z.number(),
  sessionId: z.string(),
  firstWriteMs: z.number(),
  lastWriteMs: z.number(),
  closedAtMs: z.number(),
  checkpointId: z.string().nullable(),
  previousCheckpointId: z.string().nullable(),
  files: z.array(
    z.object({
      path: z.string(),
      firstWriteMs: z.number(),
      lastWriteMs: z.number(),
      added: z.number().nullable(),
      removed: z.number().nullable(),
      kind: z.enum(['added', 'deleted', 'modified', 'renamed', 'mode-changed', 'type-changed']),
    }),
  ),
  headMoved: z
    .object({
      from: z.string().nullable(),
      to: z.string().nullable(),
      branch: z.string().nullable(),
      // Changes of an earlier version have neither.
      fromBranch: z.string().nullable().default(null),
      kind: z.enum(['commit', 'amend', 'switch', 'reset', 'pull', 'merge', 'rebase', 'other']).default('other'),
    })
    .nullable(),
  // Changes of an earlier version do not have it.
  restored: z
    .object({
      kind: z.enum(['restore', 'undo', 'redo']),
      checkpointId: z.string(),
      atMs: z.number(),
      what: z.string().optional(),
    })
    .nullable()
    .default(null),
})

/** Reads a file of one JSON change a line; lines that are none are left out. */
export function parseChanges(text: string): readonly Change[] {
  return text.split('\n').flatMap((line) => {
    const change = line === '' ? null : readChange(line)
    return change === null ? [] : [change]
  })
}

function readChange(line: string): Change | null {
  try {
    const change = changeSchema.safeParse(JSON.parse(line)).data
    return change === undefined ? null : withoutMadeUpLines(change)
  } catch {
    return null
  }
}

/** The number above which an earlier version counted no lines and wrote down that there were none. */
const onceUncounted = 1000

function withoutMadeUpLines(change: Change): Change {
  const { files } = change
  if (files.length <= onceUncounted || files.some(({ added, removed }) => added !== 0 || removed !== 0)) return change
  return { ...change, files: files.map((file) => ({ ...file, added: null, removed: null })) }
}
