import { z } from 'zod'
import { unreachable } from '../result'
import { count } from '../words/counts'
import { displayName } from '../words/display-name'
import { gateHeadline } from '../words/gate-words'

const operations = ['merge', 'rebase', 'cherry-pick', 'revert', 'bisect'] as const
const reasons = [
  'uncommitted-files',
  'no-commit-yet',
  ...operations,
  'no-repository',
  'no-folder',
  'no-git',
  'git-failed',
  'not-checked',
] as const

/** The record that the guard leaves; it holds no prompt. */
const recordSchema = z.object({
  version: z.literal(1),
  reason: z.enum(reasons).catch('not-checked'),
  sessionId: z.string().max(200),
  turnId: z.string().max(200),
  model: z.string().max(2000),
  cwd: z.string(),
  top: z.string(),
  files: z.array(z.string()).max(1000),
  total: z.number().nonnegative(),
})

/** A prompt that the guard refused. */
export interface Refusal extends Omit<z.infer<typeof recordSchema>, 'version'> {
  /** Name of its record. */
  readonly id: string
  /** Unix milliseconds. */
  readonly atMs: number
}

/** Reads a record; null for one that is not whole, or none of ours. Never throws. */
export function readRefusal(id: string, atMs: number, text: string): Refusal | null {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return null
  }
  const read = recordSchema.safeParse(json)
  if (!read.success) return null
  const { version: _, ...record } = read.data
  return { ...record, id, atMs }
}

/** Whether committing everything opens the gate for it. */
export function canBeCommitted({ reason, top }: Pick<Refusal, 'reason' | 'top'>): boolean {
  return top !== '' && (reason === 'uncommitted-files' || reason === 'no-commit-yet')
}

/** Whether a pass can name its session or its work tree. */
export function canBeLetThrough({ sessionId }: Pick<Refusal, 'sessionId'>): boolean {
  return sessionId !== ''
}

/** Why the prompt was refused, in one sentence. */
export function refusalWords({ reason, files, total }: Pick<Refusal, 'reason' | 'files' | 'total'>): string {
  switch (reason) {
    case 'uncommitted-files': {
      const named = files.slice(0, 3).map(displayName).join(', ')
      const more = total - Math.min(3, files.length)
      return `${count(total, 'uncommitted file')}: ${named}${more > 0 ? ` and ${more} more` : ''}.`
    }
    case 'no-repository':
      return 'Its folder is in no git repository, so nothing in it can be committed.'
    case 'no-folder':
      return 'The folder Codex works in cannot be opened.'
    case 'no-git':
      return 'git was not found, so nothing could be checked.'
    case 'git-failed':
      return 'git could not tell what is uncommitted.'
    case 'not-checked':
      return 'The prompt could not be checked.'
    case 'no-commit-yet':
    case 'merge':
    case 'rebase':
    case 'cherry-pick':
    case 'revert':
    case 'bisect':
      return `${gateHeadline(reason, total)}.`
    default:
      return unreachable(reason)
  }
}
