import { createHash } from 'node:crypto'
import type { CheckpointError } from '../../core/checkpoint/checkpoint'
import { isInFolder } from '../../core/diff/folder-limit'
import type { LeftOut, MadePatch, WhyNotInPatch } from '../../core/diff/made-patch'
import type { PatchError } from '../../core/diff/patch-error'
import type { Whitespace } from '../../core/diff/scope'
import { applyEdits, editsOf } from '../../core/diff/line-edits'
import { hunkStands } from '../../core/diff/hunk-stands'
import { textLines } from '../../core/diff/text-lines'
import { patchOf, type PatchSide } from '../../core/diff/write-patch'
import { isUtf8Path, type RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, unreachable, type Result } from '../../core/result'
import { createConversions } from '../diff/conversions'
import { findRenames } from '../diff/renames'
import type { Compared, ScopeView } from '../diff/scope-view'
import { modeOf, type Side, submoduleMode } from '../diff/side'
import type { GitRunner } from '../git/git-port'
import type { RepoLayout } from '../git/repo-layout'

type Failure = PatchError | CheckpointError | RepoError

interface Deps {
  readonly runner: Pick<GitRunner, 'run'>
  readonly layout: RepoLayout
}

interface Wanted {
  readonly whitespace: Whitespace
  readonly only: { readonly path: RepoPath; readonly from: RepoPath | null; readonly hunkId: string | null } | null
  /** Null is the whole repository. */
  readonly folder: RepoPath | null
}

/**
 * What a scope shows as `git diff --binary --full-index` would write it, so that `git apply` leads from its old end to its
 * new one: all of it, one file, or one hunk. Bytes are what they are; where git's own conversions decide, git writes it.
 * Of everything, a file that no patch can hold is left out and named.
 */
export async function makePatch(
  deps: Deps,
  view: ScopeView,
  { only, whitespace, folder }: Wanted,
): Promise<Result<MadePatch, Failure>> {
  if (only === null) return patchOfAll(deps, view, folder)
  const { path, from, hunkId } = only
  const part =
    hunkId === null ? await filePatch(deps, view, path, from) : await hunkPatch(deps, view, path, hunkId, whitespace)
  return part.ok ? ok({ bytes: part.value, files: 1, leftOut: [] }) : part
}

async function patchOfAll(deps: Deps, view: ScopeView, folder: RepoPath | null): Promise<Result<MadePatch, Failure>> {
  const candidates = await view.candidates()
  if (!candidates.ok) return candidates
  await view.prepare(candidates.value)
  const compared = new Map<RepoPath, Compared>()
  for (const path of candidates.value.toSorted()) {
    const found = await view.compare(path, never(), 'exact')
    if (found !== null) compared.set(path, found)
  }
  const renames = findRenames(
    new Map([...compared].map(([path, { diff, oldBlob, newBlob }]) => [path, { ...diff, oldBlob, newBlob }])),
  )
  const absorbed = new Set(renames.values())
  const parts: Uint8Array[] = []
  const leftOut: LeftOut[] = []
  for (const path of compared.keys()) {
    const from = renames.get(path) ?? null
    const isShown = isInFolder(path, folder) || (from !== null && isInFolder(from, folder))
    if (absorbed.has(path) || !isShown) continue
    const part = await filePatch(deps, view, path, from)
    if (part.ok) parts.push(part.value)
    else if (part.error.kind === 'patch-impossible') leftOut.push({ path, why: part.error.why })
    // A file that git does not write (a filter that fails) is one file; one that is as before by now is none.
    else if (part.error.kind !== 'patch-gone') leftOut.push({ path, why: 'unreadable' })
  }
  if (parts.length > 0) return ok({ bytes: Buffer.concat(parts), files: parts.length, leftOut })
  return err(leftOut.length > 0 ? { kind: 'patch-empty', leftOut } : { kind: 'patch-gone', path: null })
}

async function filePatch(
  deps: Deps,
  view: ScopeView,
  path: RepoPath,
  from: RepoPath | null,
): Promise<Result<Uint8Array, Failure>> {
  const converted = await convertedPatch(deps, view, path)
  if (converted !== null) return converted
  const old = patchSide(from ?? path, await view.read(from ?? path, 'old'))
  const now = patchSide(path, await view.read(path, 'new'))
  const why = whyNot(old) ?? whyNot(now)
  if (why !== null) return err({ kind: 'patch-impossible', path, why })
  // Work inside a repository inside is in no patch of this one.
  if (isSameSubmodule(known(old), known(now))) return err({ kind: 'patch-impossible', path, why: 'submodule' })
  const patch = patchOf(known(old), known(now), objectIds(deps.layout, [known(old), known(now)]))
  return patch.length === 0 ? err({ kind: 'patch-gone', path }) : ok(patch)
}

/** A patch of one hunk alone: from the old side to the old side with this hunk made. */
async function hunkPatch(
  deps: Deps,
  view: ScopeView,
  path: RepoPath,
  hunkId: string,
  whitespace: Whitespace,
): Promise<Result<Uint8Array, Failure>> {
  const gone = err({ kind: 'patch-gone', path } as const)
  const body = (await view.compare(path, never(), whitespace))?.diff.body
  const hunk = body?.kind === 'text' ? body.hunks.find(({ id }) => id === hunkId) : undefined
  if (hunk === undefined) return gone
  const oldSide = patchSide(path, await view.read(path, 'old'))
  const newSide = patchSide(path, await view.read(path, 'new'))
  const why = whyNot(oldSide) ?? whyNot(newSide)
  if (why !== null) return err({ kind: 'patch-impossible', path, why })
  const old = known(oldSide)
  const now = known(newSide)
  const ids = objectIds(deps.layout, [old, now])
  if (old === null || now === null) return ok(patchOf(old, now, ids))
  const stands =
    hunkStands(hunk, 'oldLine', textLines(old.bytes), true) && hunkStands(hunk, 'newLine', textLines(now.bytes), true)
  if (!stands) return gone
  const bytes = applyEdits(old.bytes, editsOf([hunk], plainWhereOldIs(old.bytes, now.bytes)))
  return ok(patchOf(old, { ...old, bytes }, ids))
}

/** git compared a checkout's line endings away, so the lines it would store have none. */
function plainWhereOldIs(old: Uint8Array, now: Uint8Array): Uint8Array {
  const before = Buffer.from(old).toString('latin1')
  const after = Buffer.from(now).toString('latin1')
  return before.includes('\r\n') || !after.includes('\r\n')
    ? now
    : Buffer.from(after.replaceAll('\r\n', '\n'), 'latin1')
}

/** HEAD against the disk where conversions change bytes is for git to write; null where the bytes are what they are. */
async function convertedPatch(
  deps: Deps,
  view: ScopeView,
  path: RepoPath,
): Promise<Result<Uint8Array, Failure> | null> {
  const { from } = view
  // An argument cannot hold a name that is not UTF-8.
  if (from.kind !== 'commit' || /^0+$/.test(from.commit) || !isUtf8Path(path)) return null
  const old = await view.read(path, 'old')
  const now = await view.read(path, 'new')
  if (old.kind !== 'file' || now.kind !== 'file') return null
  const byEndings = now.bytes.includes('\r\n') && !old.bytes.includes('\r\n')
  if (!byEndings && !(await isConverted(deps, path))) return null
  const args = ['diff', '--no-color', '--binary', '--full-index', '--no-renames', from.commit, '--', path]
  const written = await deps.runner.run(args, { layout: deps.layout })
  if (!written.ok) return written
  return written.value.stdout.length === 0 ? err({ kind: 'patch-gone', path }) : ok(written.value.stdout)
}

/** Whether an attribute has git change the bytes of a file; without any attributes file none is asked for. */
function isConverted({ layout, runner }: Deps, path: RepoPath): Promise<boolean> {
  const nothing = { entry: () => Promise.resolve(null) }
  return createConversions(runner, layout)
    .of(path, nothing)
    .then((conversion) => conversion !== 'none')
}

/** A side as a patch holds it, or why it holds none; null is no file. */
type SideOfPatch = PatchSide | WhyNotInPatch | null

function patchSide(path: RepoPath, side: Side): SideOfPatch {
  switch (side.kind) {
    case 'absent':
      return null
    case 'file':
      return { path, mode: side.mode, bytes: side.bytes }
    case 'symlink':
      return { path, mode: modeOf(side) ?? 0, bytes: side.target }
    case 'submodule':
      // As git writes it; its object id is the commit.
      return side.commit === null
        ? 'submodule'
        : { path, mode: submoduleMode, bytes: Buffer.from(`Subproject commit ${side.commit}\n`) }
    case 'large':
      return 'too-large'
    case 'unreadable':
      return 'unreadable'
    default:
      return unreachable(side)
  }
}

function whyNot(side: SideOfPatch): WhyNotInPatch | null {
  return typeof side === 'string' ? side : null
}

function known(side: SideOfPatch): PatchSide | null {
  return typeof side === 'string' ? null : side
}

function isSameSubmodule(old: PatchSide | null, now: PatchSide | null): boolean {
  const areBoth = old?.mode === submoduleMode && now?.mode === submoduleMode
  return areBoth && Buffer.compare(old.bytes, now.bytes) === 0
}

/** The ids of the bytes of these sides, and of other bytes as blobs. */
function objectIds({ objectFormat }: RepoLayout, sides: readonly (PatchSide | null)[]): (bytes: Uint8Array) => string {
  const submodules = sides.filter((side) => side?.mode === submoduleMode)
  return (bytes) =>
    submodules.some((side) => side?.bytes === bytes)
      ? Buffer.from(bytes).toString('latin1').replace('Subproject commit ', '').trim()
      : createHash(objectFormat).update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

function never(): AbortSignal {
  return new AbortController().signal
}
