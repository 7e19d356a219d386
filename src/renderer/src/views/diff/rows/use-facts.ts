import { useRef, useState } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { afterPaint, useAfterPaint } from '../../../after-frame'
import { type FileFacts, factsAtOnce, readFileFacts, sameFacts } from './file-facts'

/** Milliseconds of reading between two frames. */
const sliceMs = 6

/** The facts of files: of small ones at once, of the others bit by bit after they are painted. */
export function useFacts(files: readonly FileDiff[]): (file: FileDiff) => FileFacts | null {
  const [factsOf, setFactsOf] = useState(() => withBudget())
  const tried = useRef(new WeakSet<FileDiff>())
  const last = useRef(new Map<RepoPath, FileFacts>())
  useAfterPaint(() => {
    const wanted = files.filter((file) => file.body.kind === 'text' && !tried.current.has(file))
    if (wanted.length === 0) return undefined
    let over = false
    let found = false
    let at = 0
    let reading: ReturnType<typeof readFileFacts> | null = null
    const slice = () => {
      if (over) return
      const until = performance.now() + sliceMs
      while (performance.now() < until) {
        const file = wanted[at]
        if (file === undefined) break
        if (reading === null && factsAtOnce(file, 0) !== null) {
          tried.current.add(file)
          at++
          continue
        }
        reading ??= readFileFacts(file)
        const step = reading.next()
        if (step.done !== true) continue
        const before = last.current.get(file.path)
        found ||= before === undefined || !sameFacts(before, step.value)
        last.current.set(file.path, step.value)
        tried.current.add(file)
        reading = null
        at++
      }
      if (at < wanted.length) afterPaint(slice)
      // The page is laid out anew, so this is said once for all.
      else if (found) setFactsOf(() => withBudget())
    }
    slice()
    return () => {
      over = true
    }
  }, [files])
  return factsOf
}

/** Lines that are read at once for one layout, of all files together. */
const readAtOnce = 3000

/** Another function for each state of what is known, as the layout depends on it. */
function withBudget(): (file: FileDiff) => FileFacts | null {
  let left = readAtOnce
  return (file) => {
    const lines = file.added + file.removed
    const facts = factsAtOnce(file, left)
    if (facts !== null) left -= lines
    return facts
  }
}
