import type { RepoPath } from '../repo/repo-path'

/** Lines that nobody reads one by one, so they are counted apart from the review debt. */
export type AsideKind = 'generated' | 'lock' | 'vendored'

// What the package managers of the common languages write by themselves.
const lockFiles = new Set([
  'bun.lock',
  'bun.lockb',
  'cargo.lock',
  'composer.lock',
  'deno.lock',
  'flake.lock',
  'gemfile.lock',
  'go.sum',
  'gradle.lockfile',
  'mix.lock',
  'npm-shrinkwrap.json',
  'package-lock.json',
  'package.resolved',
  'packages.lock.json',
  'pdm.lock',
  'pipfile.lock',
  'pnpm-lock.yaml',
  'podfile.lock',
  'poetry.lock',
  'pubspec.lock',
  'uv.lock',
  'yarn.lock',
])
const vendoredFolders = new Set(['vendor', 'third_party', 'third-party', 'node_modules', 'bower_components', '.yarn'])
const generatedFolders = new Set(['__generated__', '__snapshots__', 'generated'])
const generatedName =
  /\.(?:min\.(?:js|css|mjs)|map|snap|pb\.go|pb\.(?:cc|h)|g\.dart|freezed\.dart|designer\.cs)$|_pb2(?:_grpc)?\.pyi?$/

/** Why a file is counted apart, by its path alone; null for a file that is to be read. */
export function asideKind(path: RepoPath): AsideKind | null {
  const parts = path.toLowerCase().split('/')
  const name = parts.at(-1) ?? ''
  const folders = parts.slice(0, -1)
  if (folders.some((folder) => vendoredFolders.has(folder))) return 'vendored'
  if (lockFiles.has(name)) return 'lock'
  return generatedName.test(name) || folders.some((folder) => generatedFolders.has(folder)) ? 'generated' : null
}
