/** One line of git's log of a reference. */
export interface ReflogEntry {
  readonly from: string
  readonly to: string
  /** Such as `reset: moving to HEAD~1`. */
  readonly message: string
}

const line = /^([0-9a-f]{40}(?:[0-9a-f]{24})?) ([0-9a-f]{40}(?:[0-9a-f]{24})?) [^\t]*(?:\t(.*))?$/

/** "<old> <new> <name> <mail> <time> <zone>\t<message>", one a line; a first line that was cut is left out. */
export function parseReflog(text: string): readonly ReflogEntry[] {
  return text.split('\n').flatMap((one) => {
    const match = line.exec(one)
    return match === null ? [] : [{ from: match[1] ?? '', to: match[2] ?? '', message: match[3] ?? '' }]
  })
}

/** Whether what git did there can have thrown uncommitted work away. A plain checkout does not, a forced one does. */
export function canDiscard({ message }: ReflogEntry): boolean {
  return /^(?:reset|checkout):/.test(message)
}

/** A branch that was checked out, and its commit when another one was. */
export interface LeftBranch {
  readonly name: string
  readonly commit: string
}

/** The branch that this entry of HEAD's log left for another one or for a commit; null where it left none. */
export function leftBranch({ from, message }: ReflogEntry): LeftBranch | null {
  // "checkout: moving from <branch or commit> to <branch or commit>"; no branch has a space in its name.
  const name = /^checkout: moving from (\S+) to /.exec(message)?.[1]
  if (name === undefined || isCommit(name) || /^0+$/.test(from)) return null
  return { name, commit: from }
}

function isCommit(name: string): boolean {
  return /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(name)
}
