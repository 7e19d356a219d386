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
