import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '../../core/clock'
import { createCoalescer } from '../../core/coalesce'
import { splitAtNul } from '../../core/repo/parse-status'
import type { RepoPath } from '../../core/repo/repo-path'
import { createNestedRepos } from '../checkpoint/nested-repo'
import { isStorable, rawPath } from '../checkpoint/raw-path'
import type { GitRunner } from '../git/git-port'
import { readStatus } from '../git/read-status'
import type { RepoLayout } from '../git/repo-layout'

/** Which submodules hold work that is uncommitted in there, as of the last look. */
export interface SubmoduleEdits {
  /** Asks for the next look at this one, too, a moment later: whoever is told of its answer asks again. */
  isEdited(path: RepoPath): boolean
  /** All that are; asks for a look at each that `.gitmodules` names. */
  edited(): readonly RepoPath[]
  stop(): void
}

export interface SubmoduleEditsDeps {
  readonly runner: GitRunner
  readonly layout: RepoLayout
  readonly clock: Clock
  readonly tempDir: string
  /** These have another answer now. */
  readonly onMoved: (paths: readonly RepoPath[]) => void
  readonly onFault: (fault: unknown) => void
}

/** A save is shown first, and many of them are one look. */
const quietMs = 150
const longestMs = 2_000

/**
 * The status of the outer repository does not look into submodules, as git would then run the filters that their own
 * configuration names, which nobody has switched off. So each is asked as the repository it is, hardened like any other,
 * one after the other, and only while somebody looks at what is uncommitted.
 */
export function createSubmoduleEdits(deps: SubmoduleEditsDeps): SubmoduleEdits {
  const { runner, layout, clock, onMoved, onFault } = deps
  const known = new Set<RepoPath>()
  const wanted = new Set<RepoPath>()
  /** Whoever was told looks at them once more, which is no reason to ask git again. */
  const told = new Set<RepoPath>()
  let allWanted = false

  /** Null when git could not tell. */
  const look = async (path: RepoPath): Promise<boolean | null> => {
    const nested = createNestedRepos(layout, deps.tempDir)
    try {
      const found = nested.find(rawPath(path))
      if (found.kind !== 'repo') return false
      const status = await readStatus(runner, found.layout, { consentedFilters: new Set(), withLines: false })
      return status.ok ? status.value.files.length > 0 : null
    } finally {
      nested.close()
    }
  }

  const lookAtWanted = async (): Promise<void> => {
    const paths = new Set([...wanted, ...(allWanted ? [...known, ...(await namedSubmodules(runner, layout))] : [])])
    wanted.clear()
    allWanted = false
    const moved: RepoPath[] = []
    for (const path of paths) {
      const isEdited = await look(path)
      if (isEdited === null || isEdited === known.has(path)) continue
      if (isEdited) known.add(path)
      else known.delete(path)
      told.add(path)
      moved.push(path)
    }
    if (moved.length > 0) onMoved(moved)
  }

  const looks = createCoalescer({ clock, quietMs, maxWaitMs: longestMs, work: () => lookAtWanted().catch(onFault) })
  return {
    isEdited(path) {
      if (!told.delete(path)) {
        wanted.add(path)
        looks.notify()
      }
      return known.has(path)
    },
    edited() {
      allWanted = true
      looks.notify()
      return [...known]
    },
    stop: () => looks.stop(),
  }
}

/** What `.gitmodules` names; most repositories have none, and cost no git. Nothing says that these are submodules. */
async function namedSubmodules(runner: GitRunner, layout: RepoLayout): Promise<readonly RepoPath[]> {
  const file = join(layout.top, '.gitmodules')
  // git does not follow a link here either.
  if (lstatSync(file, { throwIfNoEntry: false })?.isFile() !== true) return []
  const asked = ['config', '-z', '--file', file, '--get-regexp', String.raw`^submodule\..*\.path$`]
  const read = await runner.run(asked, { layout, okCodes: [0, 1] })
  if (!read.ok) return []
  // "submodule.<name>.path\n<path>\0"
  const named = splitAtNul(read.value.stdout).map((record) => record.slice(record.indexOf('\n') + 1))
  return named.filter((path) => isStorable(rawPath(path)))
}
