import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { encodePath, type RepoPath } from '../../src/core/repo/repo-path'

export interface TempRepo {
  /** Real path of the top level. */
  readonly path: string
  /** The real git directory, also in a linked worktree. */
  gitDir(): string
  /** Writes a file, with its parent folders; a name may hold bytes that are not UTF-8. */
  write(path: RepoPath, content: string | Uint8Array): void
  /** The content of a file as text. */
  read(path: RepoPath): string
  remove(path: RepoPath): void
  /** Sets a file's permission bits, such as 0o755. */
  chmod(path: RepoPath, mode: number): void
  /** Runs git in the repository and returns what it printed; throws when it fails. */
  git(...args: readonly string[]): string
  /** The same, for a command that is meant to stop half-way, such as a merge with a conflict. */
  tryGit(...args: readonly string[]): string
  /** Commits everything, untracked files too, and returns the commit's id. */
  commitAll(message: string): string
  /** The bytes of the index, to prove that nothing rewrote it. */
  indexBytes(): Buffer
  cleanup(): void
}

export interface TempRepoOptions {
  /** Folder to create and use instead of a fresh temporary one. */
  readonly path?: string
  /** Files of a first commit; without it the branch is unborn. */
  readonly files?: Readonly<Record<string, string>>
  readonly objectFormat?: 'sha1' | 'sha256'
  readonly env?: NodeJS.ProcessEnv
}

/** A person's git settings, name and clock must not change what a test sees. */
export const hermeticGitEnv: NodeJS.ProcessEnv = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Test Author',
  GIT_AUTHOR_EMAIL: 'author@example.invalid',
  GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z',
  GIT_COMMITTER_NAME: 'Test Committer',
  GIT_COMMITTER_EMAIL: 'committer@example.invalid',
  GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z',
  GIT_TERMINAL_PROMPT: '0',
}

/** An empty temporary folder (its real path); the caller removes it. */
export function createTempDir(name = 'dir'): string {
  return realpathSync(mkdtempSync(join(tmpdir(), `firebreak-${name}-`)))
}

/** A real repository on branch `main` in a temporary folder; call `cleanup` when the test is done. */
export function createTempRepo(options: TempRepoOptions = {}): TempRepo {
  const root = options.path ?? createTempDir('repo')
  mkdirSync(root, { recursive: true })
  const repo = openTempRepo(root, options.env)
  repo.git('init', '-q', '-b', 'main', `--object-format=${options.objectFormat ?? 'sha1'}`, '.')
  if (options.files !== undefined) {
    for (const [path, content] of Object.entries(options.files)) repo.write(path, content)
    repo.commitAll('first')
  }
  return repo
}

/** The same handle for a repository that exists already, such as a linked worktree or a clone. */
export function openTempRepo(folder: string, env: NodeJS.ProcessEnv = {}): TempRepo {
  const path = realpathSync(folder)
  const absolute = (name: RepoPath) => Buffer.concat([Buffer.from(`${path}/`), encodePath(name)])
  const run = (args: readonly string[]) =>
    execFileSync('git', args, {
      cwd: path,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 28,
      env: { ...process.env, ...hermeticGitEnv, ...env },
    })
  return {
    path,
    gitDir: () => run(['rev-parse', '--absolute-git-dir']).trimEnd(),
    write(name, content) {
      const slash = name.lastIndexOf('/')
      mkdirSync(slash < 0 ? dirname(join(path, 'x')) : absolute(name.slice(0, slash)), { recursive: true })
      writeFileSync(absolute(name), content)
    },
    read: (name) => readFileSync(absolute(name), 'utf8'),
    remove: (name) => rmSync(absolute(name), { recursive: lstatSync(absolute(name)).isDirectory() }),
    chmod: (name, mode) => chmodSync(absolute(name), mode),
    git: (...args) => run(args),
    tryGit(...args) {
      try {
        return run(args)
      } catch (error) {
        return String(error)
      }
    },
    commitAll(message) {
      run(['add', '-A'])
      run(['commit', '-q', '--allow-empty', '-m', message])
      return run(['rev-parse', 'HEAD']).trim()
    },
    indexBytes: () => readFileSync(join(run(['rev-parse', '--absolute-git-dir']).trimEnd(), 'index')),
    cleanup: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }),
  }
}
