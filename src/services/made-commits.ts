import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RepoId } from '../core/repo/repo-status'
import { type MadeCommit, madeCommitSchema } from '../core/repo/uncommit'
import { replaceFile } from './settings/replace-file'

/** The last visible commit that Firebreak made in each repository, in FIREBREAK_HOME/commits.json, so that it can be taken back after a restart. */
export interface MadeCommits {
  current(): Readonly<Record<RepoId, MadeCommit>>
  /** Remembers a commit, or with null forgets the one of a repository. It holds until Firebreak ends also where it cannot be saved. */
  set(repoId: RepoId, commit: MadeCommit | null): Promise<void>
}

const fileSchema = z.object({ version: z.literal(1), commits: z.record(z.string(), z.unknown()) })

/** A file that is missing or broken means none: a commit that is not known cannot be taken back, and nothing else is lost. */
export async function openMadeCommits(home: string): Promise<MadeCommits> {
  const path = join(home, 'commits.json')
  let commits = read(await readFile(path, 'utf8').catch(() => ''))
  let queue: Promise<void> = Promise.resolve()
  return {
    current: () => commits,
    set(repoId, commit) {
      const { [repoId]: _, ...others } = commits
      commits = commit === null ? others : { ...others, [repoId]: commit }
      const text = `${JSON.stringify({ version: 1, commits }, null, 2)}\n`
      queue = queue.then(() => replaceFile(path, text)).catch(() => {})
      return queue
    },
  }
}

function read(text: string): Readonly<Record<RepoId, MadeCommit>> {
  const file = fileSchema.safeParse(parseJson(text))
  if (!file.success) return {}
  const sound: [RepoId, MadeCommit][] = []
  for (const [repoId, value] of Object.entries(file.data.commits)) {
    const commit = madeCommitSchema.safeParse(value)
    if (commit.success) sound.push([repoId, commit.data])
  }
  return Object.fromEntries(sound)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
