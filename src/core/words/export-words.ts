import type { LeftOut, MadePatch, WhyNotInPatch } from '../diff/made-patch'
import { count } from './counts'
import { displayName } from './display-name'

/** What came of an export: "Exported 2 files to ~/a.patch. Left out: big.bin (too large)." */
export function exportWords({ files, leftOut }: MadePatch, to: string): string {
  const done = `Exported ${count(files, 'file')} to ${displayName(to)}.`
  return leftOut.length === 0 ? done : `${done} Left out: ${leftOutWords(leftOut)}.`
}

/** More names than these are no sentence any more. */
const named = 5

/** "big.bin (too large), lib (a repository of its own) and 3 more files". */
export function leftOutWords(leftOut: readonly LeftOut[]): string {
  const names = leftOut.slice(0, named).map(({ path, why }) => `${displayName(path)} (${whyWords[why]})`)
  const more = leftOut.length - names.length
  return more === 0 ? names.join(', ') : `${names.join(', ')} and ${count(more, 'more file', 'more files')}`
}

const whyWords: Readonly<Record<WhyNotInPatch, string>> = {
  'too-large': 'too large',
  unreadable: 'cannot be read',
  submodule: 'a repository of its own',
}
