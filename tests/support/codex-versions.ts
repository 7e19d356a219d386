import { pinnedCodexVersion } from './codex-bed/fetch-codex.mjs'

/**
 * The versions of Codex that the essential tests run with: the oldest that speaks what Firebreak reads, one from between,
 * and the one it is written against. FIREBREAK_CODEX_VERSIONS, which `npm run compat` sets, names others.
 */
export function testedCodexVersions(): readonly string[] {
  const named = process.env['FIREBREAK_CODEX_VERSIONS']?.split(',').filter(Boolean) ?? []
  return named.length > 0 ? named : ['0.130.0', '0.150.1', pinnedCodexVersion]
}
