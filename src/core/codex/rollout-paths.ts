// "*** Add File: src/a.ts", "*** Update File: …", "*** Delete File: …", "*** Move to: …": the heads in apply_patch's own format.
const PATCH_HEAD = /^\*\*\* (?:Add File|Update File|Delete File|Move to): (.+?)\s*$/gm
const WINDOWS_ROOT = /^(?:[A-Za-z]:[\\/]|\\\\)/

/** The paths that a patch in apply_patch's format names, made absolute; none when the text is no patch. */
export function patchedPaths(patch: string, cwd: string): string[] {
  if (!patch.includes('*** Begin Patch')) return []
  return [...patch.matchAll(PATCH_HEAD)].flatMap(([, path]) => (path ? [absolutePath(path, cwd)] : []))
}

/** Reads a path as rollouts write it: absolute, relative to the thread's folder, or as a `file://` URL (0.169.0, `cwd` of a command). */
export function absolutePath(path: string, cwd: string): string {
  if (path.startsWith('file://')) return decoded(path.slice('file://'.length))
  if (path.startsWith('/') || WINDOWS_ROOT.test(path)) return path
  return withoutDots(`${cwd.replace(/\/+$/, '')}/${path}`)
}

function decoded(urlPath: string): string {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return urlPath
  }
}

function withoutDots(path: string): string {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return `/${parts.join('/')}`
}
