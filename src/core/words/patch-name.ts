import type { Scope } from '../diff/scope'
import type { RepoPath } from '../repo/repo-path'

/** A file name for what a scope shows, of one folder or of all: "acme-api-change-3.patch", "acme-api-src-ui-uncommitted.patch". */
export function patchFileName(repoName: string, scope: Scope, folder: RepoPath | null): string {
  const parts = [plain(repoName) || 'repository', plain(folder ?? '')].filter((part) => part !== '')
  const what = scope.kind === 'change' ? `change-${scope.number}` : scope.kind
  return `${[...parts, what].join('-')}.patch`
}

function plain(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '')
}
