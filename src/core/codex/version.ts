/** The oldest Codex whose app-server was seen to speak what Firebreak reads (docs/codex-protocol.md). */
export const minimumCodexVersion = '0.130.0'

// "codex-cli 0.169.0", "firebreak/0.169.0 (Debian 12.0.0; x86_64) …", "0.170.0-alpha.3"
const VERSION = /\b(\d+)\.(\d+)\.(\d+)(-[0-9A-Za-z.]+)?/

/** The first version number in a text, or null. */
export function parseVersion(text: string): string | null {
  return VERSION.exec(text)?.[0] ?? null
}

/** Compares by major, minor and patch; a pre-release counts as the version it leads to. False if either is not a version. */
export function isVersionAtLeast(version: string, minimum: string): boolean {
  const found = VERSION.exec(version)
  const needed = VERSION.exec(minimum)
  if (found === null || needed === null) return false
  for (const part of [1, 2, 3]) {
    const difference = Number(found[part]) - Number(needed[part])
    if (difference !== 0) return difference > 0
  }
  return true
}
