import type { GitPart } from './watcher'

const inGitDir: Readonly<Record<string, GitPart>> = {
  HEAD: 'head',
  ORIG_HEAD: 'head',
  index: 'index',
  'index.lock': 'lock',
  'packed-refs': 'refs',
  MERGE_HEAD: 'operation',
  CHERRY_PICK_HEAD: 'operation',
  REVERT_HEAD: 'operation',
  BISECT_LOG: 'operation',
  'rebase-merge': 'operation',
  'rebase-apply': 'operation',
  sequencer: 'operation',
  config: 'config',
  'config.worktree': 'config',
}

const inInfo: Readonly<Record<string, GitPart>> = {
  exclude: 'ignore-rules',
  attributes: 'attributes',
  'sparse-checkout': 'ignore-rules',
}

/** Which directory of a repository an event came from. */
export type GitDirectory = 'git-dir' | 'info' | 'refs'

/** What an entry of a git directory stands for; null for what tells nothing (objects, logs, FETCH_HEAD, other lock files). */
export function gitPartOf(directory: GitDirectory, name: string): GitPart | null {
  if (directory === 'refs') return name.endsWith('.lock') ? null : 'refs'
  const parts = directory === 'info' ? inInfo : inGitDir
  return Object.hasOwn(parts, name) ? (parts[name] ?? null) : null
}
