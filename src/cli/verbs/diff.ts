import { Buffer, isUtf8 } from 'node:buffer'
import type { DescribedError } from '../../core/errors/described-error'
import { createPathFilter } from '../../core/checkpoint/restore-plan'
import { ok, type Result } from '../../core/result'
import { count } from '../../core/words/counts'
import { createCatFile } from '../../repo/git/cat-file'
import { jsonPath } from '../json-path'
import { type CliRepo, openRepo } from '../open-repo'
import { exitCodes, failed, type Outcome, said } from '../outcome'
import { compareEnds, type Ends, readEnds } from '../patch/ends'
import { writeDifference, type WrittenPatch } from '../patch/write-difference'
import { uncapturedJson, uncapturedLines } from '../uncaptured'
import { wantedPaths } from '../wanted-paths'
import { type CliContext, readArgs } from '../verb'

const options = {
  repo: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  path: { type: 'string', multiple: true },
} as const

/** `firebreak diff`: what changed between two states, as a patch that `git apply` turns into the same bytes. */
export async function diff(args: readonly string[], context: CliContext): Promise<Outcome> {
  // `--path a b` names two: what follows the first has no name of its own.
  const call = readArgs('diff', args, options, Number.POSITIVE_INFINITY)
  if (!call.ok) return call.outcome
  const { values, positionals } = call.parsed
  const repo = await openRepo(values.repo, context)
  if (!repo.ok) return failed(repo.error)
  const { layout, folder } = repo.value
  const paths = wantedPaths([...(values.path ?? []), ...positionals], { folder, top: layout.top })
  if (!paths.ok) return failed(paths.error)
  const ends = await readEnds({ from: values.from, to: values.to }, repo.value, context)
  if (!ends.ok) return failed(ends.error)
  const patch = await writePatch(ends.value, repo.value, createPathFilter(paths.value), context)
  return patch.ok ? answer(patch.value, ends.value, repo.value.notes) : failed(patch.error)
}

async function writePatch(
  ends: Ends,
  repo: CliRepo,
  isWanted: (path: string) => boolean,
  context: CliContext,
): Promise<Result<WrittenPatch, DescribedError>> {
  const { runner, layout } = repo
  const catFile = createCatFile({ runner, place: { layout }, clock: context.clock })
  try {
    const difference = await compareEnds(ends, repo, catFile, context)
    return difference.ok ? ok(await writeDifference(difference.value, layout.objectFormat, isWanted)) : difference
  } finally {
    catFile.stop()
  }
}

function answer({ bytes, files, unknown }: WrittenPatch, { from, to }: Ends, notes: readonly string[]): Outcome {
  const complete = unknown.length === 0
  const patch = Buffer.from(bytes)
  const json = {
    from: from ?? 'HEAD',
    to: to ?? 'worktree',
    complete,
    uncaptured: uncapturedJson(unknown),
    files: files.map(({ path, change, oldMode, newMode }) => ({
      path: jsonPath(path),
      change,
      oldMode: modeText(oldMode),
      newMode: modeText(newMode),
    })),
    patch: isUtf8(patch) ? patch.toString('utf8') : { bytes: patch.toString('base64') },
  }
  const missing = [`The patch is partial, without ${count(unknown.length, 'path')}:`, ...uncapturedLines(unknown)]
  return said(json, '', {
    bytes,
    exit: complete ? exitCodes.done : exitCodes.partial,
    notes: complete ? notes : [...notes, ...missing],
  })
}

/** As git writes it, such as "100644". */
function modeText(mode: number | null): string | null {
  return mode === null ? null : mode.toString(8).padStart(6, '0')
}
