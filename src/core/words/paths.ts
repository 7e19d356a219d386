/** A path as people write it: with `~` for the home folder. */
export function tildePath(path: string, userHome: string): string {
  if (userHome === '' || userHome === '/') return path
  if (path === userHome) return '~'
  return path.startsWith(`${userHome}/`) ? `~${path.slice(userHome.length)}` : path
}
