import type { RepoPath } from '../repo/repo-path'

const folders = new Set([
  '.cache',
  '.gradle',
  '.mypy_cache',
  '.next',
  '.nuxt',
  '.parcel-cache',
  '.pytest_cache',
  '.ruff_cache',
  '.svelte-kit',
  '.terraform',
  '.tox',
  '.turbo',
  '.venv',
  '__pycache__',
  'build',
  'coverage',
  'dist',
  'node_modules',
  'out',
  'target',
  'tmp',
  'venv',
])
const names =
  /^(?:\.ds_store|thumbs\.db|\.coverage|\.eslintcache|\.stylelintcache|core|nohup\.out)$|\.(?:a|bak|cache|class|d|dll|dylib|exe|gcda|gcno|la|lo|log|map|o|obj|orig|out|pid|pyc|pyd|pyo|rej|so|swo|swp|temp|tmp|tsbuildinfo)$|~$/

/**
 * Whether a file that no commit holds looks like what a tool makes and removes by itself, such as `make clean` does:
 * nobody has to be alarmed when it goes.
 */
export function isByProduct(path: RepoPath): boolean {
  const parts = path.toLowerCase().split('/')
  return names.test(parts.at(-1) ?? '') || parts.slice(0, -1).some((folder) => folders.has(folder))
}
