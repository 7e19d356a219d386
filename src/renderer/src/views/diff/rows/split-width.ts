/** Below this many px of rows at the usual size of text, two columns of code are too narrow to be read. */
const leastRem = 40

export function splitIsPossible(width: number, remPx: number): boolean {
  return width >= leastRem * remPx
}
