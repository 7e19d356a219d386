import type { RepoPath } from '../repo/repo-path'

/** Lines that nobody reads one by one, so they are counted apart from the review debt. */
export type AsideKind = 'generated' | 'lock' | 'vendored'

// What the package managers of the common languages write by themselves.
const lockFiles = new Set([
  '.pnp.cjs',
  '.pnp.loader.mjs',
  '.terraform.lock.hcl',
  'buf.lock',
  'buildscript-gradle.lockfile',
  'bun.lock',
  'bun.lockb',
  'cabal.project.freeze',
  'cargo.lock',
  'cartfile.resolved',
  'chart.lock',
  'composer.lock',
  'conan.lock',
  'conda-lock.yml',
  'deno.lock',
  'devbox.lock',
  'dub.selections.json',
  'flake.lock',
  'gemfile.lock',
  'gems.locked',
  'go.sum',
  'go.work.sum',
  'gradle.lockfile',
  'mix.lock',
  'module.bazel.lock',
  'npm-shrinkwrap.json',
  'package-lock.json',
  'package.resolved',
  'packages.lock.json',
  'paket.lock',
  'pdm.lock',
  'pipfile.lock',
  'pixi.lock',
  'pnpm-lock.yaml',
  'podfile.lock',
  'poetry.lock',
  'pubspec.lock',
  'pylock.toml',
  'rebar.lock',
  'renv.lock',
  'settings-gradle.lockfile',
  'shard.lock',
  'stack.yaml.lock',
  'symfony.lock',
  'uv.lock',
  'yarn.lock',
])
const vendoredFolders = new Set(['vendor', 'third_party', 'third-party', 'node_modules', 'bower_components', '.yarn'])
// Names of package managers for Apple's systems, whose capitals tell them from folders of somebody's own.
const vendoredByCase = new Set(['Pods', 'Carthage'])
const generatedFolders = new Set(['__generated__', '__snapshots__', 'generated'])
// As the generators of the common languages name what they write.
const generatedName = new RegExp(
  [
    /\.(?:min\.(?:js|css|mjs)|map|snap)$/,
    /\.generated\.[^/]+$/,
    /\.gen\.(?:go|ts|tsx|js)$/,
    /^zz_generated\./,
    /_generated\.(?:go|h)$/,
    /\.pb\.(?:go|gw\.go|ts|js|cc|h|rs|swift|dart)$/,
    /\.pb(?:enum|grpc|json|server)\.dart$/,
    /_pb\.(?:js|ts|d\.ts|rb)$/,
    /_pb2(?:_grpc)?\.pyi?$/,
    /\.(?:g|g\.i|designer)\.cs$/,
    /\.(?:g|freezed|gr|mocks)\.dart$/,
  ]
    .map(({ source }) => source)
    .join('|'),
)

/**
 * Why a file is counted apart, by its path alone; null for a file that is to be read. What `.gitattributes` calls
 * `linguist-generated` is to be read: git would have to be asked for it with every save.
 */
export function asideKind(path: RepoPath): AsideKind | null {
  const parts = path.split('/')
  const name = (parts.at(-1) ?? '').toLowerCase()
  const folders = parts.slice(0, -1).map((folder) => folder.toLowerCase())
  if (folders.some((folder, at) => vendoredFolders.has(folder) || vendoredByCase.has(parts[at] ?? '')))
    return 'vendored'
  if (lockFiles.has(name)) return 'lock'
  return generatedName.test(name) || folders.some((folder) => generatedFolders.has(folder)) ? 'generated' : null
}
