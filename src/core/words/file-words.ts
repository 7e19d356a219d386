import type { DiffBody, FileChangeKind, FileDiff } from '../diff/file-diff'
import type { FileStatus } from '../repo/repo-status'
import { unreachable } from '../result'
import { displayName } from './display-name'

/** A state of a file as one letter, the word behind it, and how much it asks for attention. */
export interface FileMark {
  readonly letter: string
  readonly word: string
  readonly tone: 'ok' | 'warn' | 'bad'
}

/** The letters that git's own short status uses. */
export function statusMark(status: FileStatus): FileMark {
  switch (status) {
    case 'modified':
      return { letter: 'M', word: 'modified', tone: 'warn' }
    case 'mode-changed':
      return { letter: 'M', word: 'mode changed', tone: 'warn' }
    case 'type-changed':
      return { letter: 'T', word: 'type changed', tone: 'warn' }
    case 'added':
      return { letter: 'A', word: 'added', tone: 'ok' }
    case 'deleted':
      return { letter: 'D', word: 'deleted', tone: 'bad' }
    case 'renamed':
      return { letter: 'R', word: 'renamed', tone: 'warn' }
    case 'copied':
      return { letter: 'C', word: 'copied', tone: 'ok' }
    case 'untracked':
      return { letter: '?', word: 'new, not yet known to git', tone: 'ok' }
    case 'conflicted':
      return { letter: 'U', word: 'in conflict', tone: 'bad' }
    case 'undecided':
      return { letter: '~', word: 'cannot tell without running a filter', tone: 'warn' }
    default:
      return unreachable(status)
  }
}

export function changeMark(change: FileChangeKind): FileMark {
  switch (change) {
    case 'added':
      return { letter: 'A', word: 'new file', tone: 'ok' }
    case 'mode-changed':
    case 'type-changed':
    case 'modified':
    case 'renamed':
    case 'deleted':
      return statusMark(change)
    default:
      return unreachable(change)
  }
}

/** What is said in place of lines; null where the lines themselves are shown. */
export function bodyWords(file: FileDiff): string | null {
  const { body } = file
  switch (body.kind) {
    case 'text':
      return body.hunks.length === 0 ? 'No line differs.' : null
    case 'binary':
      return body.oldIsLfs === true ? lfsObjectWords(body.oldBytes, body.newBytes) : `Binary file${sizes(body)}`
    case 'too-large':
      return `Too large to show line by line${sizes(body)}`
    case 'symlink':
      return targets('Symbolic link', body.oldTarget, body.newTarget)
    case 'submodule':
      if (body.editedInside === true) return 'Submodule at the same commit: it has uncommitted changes inside.'
      return targets('Submodule', body.oldCommit?.slice(0, 10) ?? null, body.newCommit?.slice(0, 10) ?? null)
    case 'unreadable':
      return `It could not be read (${displayName(body.why)}).`
    case 'not-loaded':
      return 'Reading…'
    case 'same':
      return file.from === null && modeWords(file) === null ? 'The content is the same.' : 'The content did not change.'
    default:
      return unreachable(body)
  }
}

/** "mode 644 → 755, executable now"; null when the mode is the same or the file is new or gone. */
export function modeWords({ oldMode, newMode }: FileDiff): string | null {
  if (oldMode === null || newMode === null || oldMode === newMode) return null
  const permissions = (mode: number) => (mode & 0o777).toString(8).padStart(3, '0')
  if (oldMode >> 12 !== newMode >> 12) return `${typeWord(oldMode)} → ${typeWord(newMode)}`
  const executable = (newMode & 0o111) === 0 ? 'no longer executable' : 'executable now'
  return `mode ${permissions(oldMode)} → ${permissions(newMode)}, ${executable}`
}

/** "1.2 MB" in decimal units, as file managers write it. */
export function byteWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** "LFS object, 12 MB → 14 MB": the object that git LFS keeps, before and now; null where there is none. */
export function lfsObjectWords(before: number | null, now: number | null): string {
  if (before === null) return now === null ? 'LFS object' : `LFS object, ${byteWords(now)}`
  if (now === null) return `LFS object, it had ${byteWords(before)}`
  return before === now
    ? `LFS object, ${byteWords(now)} as before`
    : `LFS object, ${byteWords(before)} → ${byteWords(now)}`
}

function sizes({ oldBytes, newBytes }: Extract<DiffBody, { kind: 'binary' | 'too-large' }>): string {
  if (oldBytes !== null && newBytes !== null) return `: ${byteWords(oldBytes)} → ${byteWords(newBytes)}.`
  if (newBytes !== null) return `: ${byteWords(newBytes)}.`
  return oldBytes === null ? '.' : `: it had ${byteWords(oldBytes)}.`
}

function targets(what: string, before: string | null, now: string | null): string {
  const named = (target: string) => `“${displayName(target)}”`
  if (before !== null && now !== null) return `${what}: ${named(before)} → ${named(now)}.`
  if (now !== null) return `${what} to ${named(now)}.`
  return before === null ? `${what}.` : `${what}: it led to ${named(before)}.`
}

function typeWord(mode: number): string {
  switch (mode >> 12) {
    case 0o12:
      return 'symbolic link'
    case 0o16:
      return 'submodule'
    default:
      return 'file'
  }
}
