import { z } from 'zod'
import { err, ok, type Result } from '../result'
import type { Checkpoint } from './checkpoint'
import { sequenceOf } from './checkpoint-id'

const path = z.string().min(1)
const count = z.number().int().nonnegative()
/** Permission bits, such as 0o644; with setuid, setgid and sticky. */
const permissions = z.number().int().min(0).max(0o7777)

/**
 * What a checkpoint says about itself, kept as `manifest.json` in its commit. It stays small, because one is written at
 * every change; what grows with the repository is in `details.json`, which unchanged checkpoints share.
 */
const manifestSchema = z.object({
  version: z.literal(1),
  id: z.string().refine((id) => sequenceOf(id) !== null, 'not a checkpoint id'),
  sequence: count,
  atMs: z.number(),
  label: z.string(),
  reason: z.enum(['session-start', 'session-end', 'change', 'by-hand', 'before-restore', 'before-commit', 'reconcile']),
  sessionId: z.string().nullable(),
  head: z.string().nullable(),
  branch: z.string().nullable(),
  scan: z.enum(['full', 'hinted']),
  files: count,
  bytes: count,
  newBytes: count,
  /** Whether git's index was read for this checkpoint or is the one of an earlier checkpoint. */
  gitIndex: z.enum(['captured', 'inherited', 'absent']),
})
export type Manifest = z.infer<typeof manifestSchema>

/** What a tree of git cannot hold. Paths are `RepoPath`s: JSON writes their lone surrogates as `\udcXX` escapes. */
const detailsSchema = z.object({
  version: z.literal(1),
  /** Permissions of most files and of most executable files; only what differs is listed, so a umask costs nothing. */
  usual: z.object({ file: permissions, executable: permissions }),
  permissions: z.array(z.tuple([path, permissions])),
  emptyFolders: z.array(path),
  /** Permissions of most folders, and of those that have others. */
  usualFolder: permissions.default(0o755),
  folderPermissions: z.array(z.tuple([path, permissions])).default([]),
  /** Folders that git ignores as a whole: nothing inside them is captured, tracked files excepted. */
  ignoredFolders: z.array(path),
  /** Ignored files that were too large for the budget, and what the user leaves out; a folder stands for all in it. */
  leftOut: z.array(path),
  uncaptured: z.array(z.object({ path, why: z.string() })),
  /** Repositories that lie in the work tree: submodules and others. Their files are in the checkpoint like all others. */
  nestedRepos: z.array(z.object({ path, head: z.string().nullable(), branch: z.string().nullable() })).default([]),
})
export type NestedRepoState = z.infer<typeof detailsSchema>['nestedRepos'][number]
export type Details = z.infer<typeof detailsSchema>

export function encodeManifest(manifest: Manifest): string {
  return JSON.stringify(manifest)
}

/** The error is one line for a log: what in the text was not as expected. */
export function decodeManifest(text: string): Result<Manifest, string> {
  return decode(manifestSchema, text)
}

/** Details in the one order in which they are kept, so that checkpoints that agree share one object. */
export function sortDetails(details: Details): Details {
  return {
    version: 1,
    usual: { file: details.usual.file, executable: details.usual.executable },
    permissions: details.permissions.toSorted(([a], [b]) => byText(a, b)),
    emptyFolders: details.emptyFolders.toSorted(byText),
    usualFolder: details.usualFolder,
    folderPermissions: details.folderPermissions.toSorted(([a], [b]) => byText(a, b)),
    ignoredFolders: details.ignoredFolders.toSorted(byText),
    leftOut: details.leftOut.toSorted(byText),
    uncaptured: details.uncaptured
      .map((one) => ({ path: one.path, why: one.why }))
      .toSorted((a, b) => byText(a.path, b.path)),
    nestedRepos: details.nestedRepos
      .map((repo) => ({ path: repo.path, head: repo.head, branch: repo.branch }))
      .toSorted((a, b) => byText(a.path, b.path)),
  }
}

export function encodeDetails(details: Details): string {
  return JSON.stringify(sortDetails(details))
}

/** The error is one line for a log: what in the text was not as expected. */
export function decodeDetails(text: string): Result<Details, string> {
  return decode(detailsSchema, text)
}

/** The checkpoint as the rest of Firebreak knows it. */
export function toCheckpoint(manifest: Manifest, details: Details): Checkpoint {
  return {
    id: manifest.id,
    sequence: manifest.sequence,
    atMs: manifest.atMs,
    label: manifest.label,
    reason: manifest.reason,
    sessionId: manifest.sessionId,
    head: manifest.head,
    branch: manifest.branch,
    scan: manifest.scan,
    complete: details.uncaptured.length === 0,
    uncaptured: details.uncaptured,
    files: manifest.files,
    bytes: manifest.bytes,
    newBytes: manifest.newBytes,
  }
}

function decode<T>(schema: z.ZodType<T>, text: string): Result<T, string> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return err('not JSON')
  }
  const parsed = schema.safeParse(json)
  if (parsed.success) return ok(parsed.data)
  const issue = parsed.error.issues[0]
  return err(issue === undefined ? 'not as expected' : `${issue.path.join('.')}: ${issue.message}`)
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
