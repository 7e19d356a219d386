import { readdirSync, readFileSync, statSync } from 'node:fs'
import { gitPartOf, type GitDirectory } from './git-part'
import { decodeName, errorCode, isLimit, type NativeWatch, type WatchDirectory } from './native-watch'
import type { GitPart, WatchPlace } from './watcher'

/** Watches the parts of the real git directory that tell something. */
export interface GitDirectories {
  open(): void
  count(): number
  close(): void
}

/**
 * Branch folders watched at most, those of the current branch first. With the six directories beside them the total
 * stays below 20; a branch in another folder is still noticed by what else git writes for it.
 */
const mostRefDirectories = 12

/**
 * git writes `x.lock` and renames it, so directories are watched and names filtered. In a linked worktree HEAD and the
 * index lie in `gitDir`, references and the rules of info/ in `commonDir`; reftable repositories keep their references
 * in a folder of that name. `onVanished` is called when a directory itself may be gone.
 */
export function createGitDirectories(options: {
  readonly place: WatchPlace
  readonly watch: WatchDirectory
  readonly onPart: (part: GitPart) => void
  readonly onVanished: () => void
  readonly onLimit: (code: string) => void
}): GitDirectories {
  const { gitDir, commonDir } = options.place
  const refRoot = `${commonDir}/refs/heads`
  const watches = new Map<string, NativeWatch>()

  const forget = (path: string): void => {
    watches.get(path)?.close()
    watches.delete(path)
  }

  const add = (path: string, kind: GitDirectory): void => {
    if (watches.has(path) || !isDirectory(path)) return
    try {
      const opened = options.watch(
        path,
        (event, bytes) => {
          if (bytes === null) return
          const name = decodeName(bytes)
          const part = gitPartOf(kind, name)
          if (part !== null && (part !== 'lock' || event === 'rename')) options.onPart(part)
          if (kind === 'git-dir' && event === 'rename' && (name === 'info' || name === 'reftable')) addAll()
          if (part === 'head' || (kind === 'refs' && event === 'rename')) watchRefs()
          if (event === 'rename' && path.endsWith(`/${name}`)) options.onVanished()
        },
        () => forget(path),
      )
      watches.set(path, opened)
    } catch (error) {
      const code = errorCode(error)
      if (isLimit(code)) options.onLimit(code)
    }
  }

  const watchRefs = (): void => {
    const wanted = refDirectories(refRoot, gitDir)
    for (const path of watches.keys()) {
      if (path.startsWith(`${refRoot}/`) && !wanted.includes(path)) forget(path)
    }
    for (const path of wanted) add(path, 'refs')
  }

  const addAll = (): void => {
    for (const path of new Set([gitDir, commonDir])) {
      add(path, 'git-dir')
      add(`${path}/info`, 'info')
      add(`${path}/reftable`, 'refs')
    }
    watchRefs()
  }

  return {
    open: addAll,
    count: () => watches.size,
    close() {
      for (const watch of watches.values()) watch.close()
      watches.clear()
    },
  }
}

/** The folders of branches: those the current branch lies in, then the others level by level, up to the limit. */
function refDirectories(refRoot: string, gitDir: string): readonly string[] {
  const found = new Set([refRoot])
  let at = refRoot
  for (const part of currentBranch(gitDir).split('/').slice(0, -1)) {
    at = `${at}/${part}`
    if (isDirectory(at)) found.add(at)
  }
  for (const path of found) {
    for (const child of childDirectories(path)) {
      if (found.size >= mostRefDirectories) return [...found].slice(0, mostRefDirectories)
      found.add(child)
    }
  }
  return [...found].slice(0, mostRefDirectories)
}

function currentBranch(gitDir: string): string {
  try {
    return /^ref: refs\/heads\/(.+)\n?$/.exec(readFileSync(`${gitDir}/HEAD`, 'utf8'))?.[1] ?? ''
  } catch {
    return ''
  }
}

function childDirectories(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [`${path}/${entry.name}`] : [],
    )
  } catch {
    return []
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
