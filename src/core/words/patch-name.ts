import type { Scope } from '../diff/scope'

/** A file name for what a scope shows: "acme-api-change-3.patch". */
export function patchFileName(repoName: string, scope: Scope): string {
  const name = repoName.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '')
  const what = scope.kind === 'change' ? `change-${scope.number}` : scope.kind
  return `${name === '' ? 'repository' : name}-${what}.patch`
}
