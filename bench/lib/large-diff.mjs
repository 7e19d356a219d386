// A live diff window with as many changed lines as wanted, all of them in one file: the hardest way to have them, as
// nothing can be left out by looking at whole files.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { makeTreeFast } from './fast-tree.mjs'
import { openLiveDiff } from './firebreak.mjs'
import { treeSizes } from './generated-tree.mjs'

export const largeFile = 'src/large.ts'

/** Per hunk, and between two of them: enough that no two hunks touch. */
const removed = 5
const added = 5
const between = 7
const patience = { timeout: 120_000 }

/**
 * Lines before and after, `changedLines` of them in the middle of a file that has room for `roomFor`. Every line differs
 * from all others, so there is only one way to compare them.
 */
function changedText(changedLines, roomFor) {
  const before = []
  const after = []
  const [hunks, room] = [changedLines / (removed + added), roomFor / (removed + added)]
  const first = Math.floor((room - hunks) / 2)
  for (let hunk = 0; hunk < room; hunk++) {
    const isChanged = hunk >= first && hunk < first + hunks
    for (let at = 0; at < between; at++) {
      const line = `const same${hunk}_${at} = ${at}`
      before.push(line)
      after.push(line)
    }
    for (let at = 0; at < removed; at++) before.push(`const was${hunk}_${at} = ${at}`)
    for (let at = 0; at < added; at++) after.push(`const ${isChanged ? 'now' : 'was'}${hunk}_${at} = ${at}`)
  }
  return { before, after }
}

export const textOf = (lines) => `${lines.join('\n')}\n`

/**
 * Opens the app on a small repository of its own, with `changedLines` of the file changed since the baseline. The file is
 * as long as one with `roomFor` changed lines.
 */
export async function openLargeDiff({ folder, changedLines, roomFor = changedLines, beforePage = () => {} }) {
  const repo = path.join(folder, `diff-${changedLines}-of-${roomFor}`)
  await makeTreeFast(repo, treeSizes.small)
  const { before, after } = changedText(changedLines, roomFor)
  const file = path.join(repo, largeFile)
  writeFileSync(file, textOf(before))
  for (const args of [
    ['add', largeFile],
    ['commit', '--quiet', '--message', 'large file'],
  ])
    execFileSync('git', args, { cwd: repo })
  const window = await openLiveDiff({ repo, home: path.join(folder, `home-${changedLines}-of-${roomFor}`), beforePage })
  try {
    writeFileSync(file, textOf(after))
    await isShown(window.page, changedLines)
    return { ...window, file, lines: after, changedLines }
  } catch (error) {
    await window.close()
    throw error
  }
}

/** Resolves when the window counts all of the changed lines and has rows of the file. */
export async function isShown(page, changedLines) {
  await page
    .getByText(`+${(changedLines / 2).toLocaleString('en')}`, { exact: true })
    .first()
    .waitFor({ ...patience, state: 'attached' })
  await page.getByRole('region', { name: `Diff of ${largeFile}` }).waitFor({ ...patience, state: 'attached' })
}

/** Scrolls to the middle. Answers the number of an added line, as the file counts from 1, that is in the middle of the view. */
export async function scrollToMiddle(page) {
  const number = await page.evaluate(async () => {
    const rows = document.querySelector('[aria-label="Changed lines"]')
    rows.scrollTop = (rows.scrollHeight - rows.clientHeight) / 2
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
    const { top, height } = rows.getBoundingClientRect()
    const distance = (line) => Math.abs(line.getBoundingClientRect().top - top - height / 2)
    const [nearest] = [...rows.querySelectorAll('.line.added')].toSorted((a, b) => distance(a) - distance(b))
    return Number([...(nearest?.querySelectorAll('.line-number') ?? [])].at(-1)?.textContent)
  })
  if (!(number > 0)) throw new Error('there is no added line in the middle')
  return number
}

/** The first row that nothing covers, and where it is in px from the top of the view; null when there is none. */
export function firstRow(page) {
  return page.evaluate(() => {
    const { left, top, width, bottom } = document.querySelector('[aria-label="Changed lines"]').getBoundingClientRect()
    for (let y = top + 1; y < bottom; y++) {
      const row = document.elementFromPoint(left + width / 2, y)?.closest('.line')
      if (row) return { text: row.textContent, y: row.getBoundingClientRect().top - top }
    }
    return null
  })
}
