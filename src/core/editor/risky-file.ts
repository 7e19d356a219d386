import type { RepoPath } from '../repo/repo-path'

// What a desktop runs, or takes orders from, when it is asked to open it.
const runs =
  /\.(app|appimage|appref-ms|bat|cmd|com|command|cpl|desktop|exe|hta|inf|jar|js|jse|lnk|msc|msi|msp|pif|ps1|psc1|py|pyw|reg|run|scr|settingcontent-ms|sh|terminal|tool|url|vb|vbe|vbs|webloc|workflow|ws|wsc|wsf|wsh|xbap|zsh)$/i

/** Whether opening a file by the desktop's own choice of program could run it. */
export function couldRun(path: RepoPath, mode: number): boolean {
  return (mode & 0o111) !== 0 || runs.test(path)
}
