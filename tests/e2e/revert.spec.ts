import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page, test } from '@playwright/test'
import { defaultSettings } from '../../src/core/settings'
import { repoIdOf } from '../../src/services/repo-id'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { closeTerminals, type RealCodex, realCodexOn } from '../support/real-codex'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

test.describe.configure({ mode: 'serial', timeout: 90_000 })

const lines = Array.from({ length: 40 }, (_, at) => `line ${at + 1}\n`).join('')
const edited = lines
  .replace('line 5\n', 'five\nand five more\n')
  .replace('line 20\n', '')
  .replace('line 38\n', 'thirty-eight\n')

let diff: Page

const region = (file: string) => diff.getByRole('region', { name: `Diff of ${file}` })
const hunk = (file: string, at: number, of: number) =>
  diff.getByRole('group', { name: `Hunk ${at} of ${of}, ${file}`, exact: true })
const button = (name: string | RegExp) => diff.getByRole('button', { name, exact: true })
const said = () => diff.locator('.said').getByRole('status')
const undo = () => diff.keyboard.press('ControlOrMeta+z')

test.describe('what is uncommitted', () => {
  let repo: TempRepo
  let app: FirebreakApp
  let scratch: string

  test.beforeAll(async () => {
    repo = createTempRepo({ files: { 'a.txt': lines, 'gone.txt': 'gone\n', 'logo.bin': 'x\0y' } })
    repo.write('a.txt', edited)
    repo.write('new.txt', 'new\n')
    repo.remove('gone.txt')
    repo.write('logo.bin', 'x\0z')
    scratch = tempFolder('editor')
    const editor = path.join(scratch, 'editor.sh')
    writeFileSync(editor, `#!/bin/sh\nprintf '%s\\n' "$@" > '${scratch}/opened'\n`)
    chmodSync(editor, 0o755)
    app = await launchFirebreak({
      args: ['--repo', repo.path, '--show', 'diff'],
      env: { FIREBREAK_CODEX: '/nonexistent/codex' },
      settings: {
        editor: [editor, '--at', '{file}', '{line}'],
        repositories: { ...defaultSettings().repositories, heldBack: { [await repoIdOf(repo.path)]: ['new.txt'] } },
      },
    })
    diff = await app.window(`Live diff — ${path.basename(repo.path)}`)
    await diff.bringToFront()
    await expect(hunk('a.txt', 1, 3)).toBeVisible()
  })
  test.afterAll(async () => {
    await app.close()
    repo.cleanup()
    removeFolder(app.home)
    removeFolder(scratch)
  })

  test('a hunk goes back by its key or its button, and comes again with Ctrl+Z', async () => {
    await hunk('a.txt', 2, 3).focus()
    await diff.keyboard.press('x')
    await expect(said()).toHaveText('Reverted 1 hunk in a.txt')
    await expect(hunk('a.txt', 1, 2)).toBeVisible()
    expect(repo.read('a.txt')).toContain('line 20\n')
    await hunk('a.txt', 1, 2).getByRole('button', { name: 'Revert hunk' }).click()
    await expect(hunk('a.txt', 1, 1)).toBeVisible()
    expect(repo.read('a.txt')).toBe(lines.replace('line 38\n', 'thirty-eight\n'))
    await undo()
    await expect(hunk('a.txt', 1, 2)).toBeVisible()
    await undo()
    await expect(hunk('a.txt', 1, 3)).toBeVisible()
    expect(repo.read('a.txt')).toBe(edited)
  })

  test('lines are selected by keyboard and by mouse, and only they go back', async () => {
    const rows = diff.getByRole('group', { name: 'Changed lines' })
    await rows.evaluate((element) => {
      const room = document.createElement('div')
      room.className = 'room'
      room.style.height = '300px'
      element.append(room)
      element.scrollTo(0, element.scrollHeight)
    })
    await expect(hunk('a.txt', 1, 3)).not.toBeInViewport()
    // The key comes before the frame that tells of the way to the focused hunk.
    await hunk('a.txt', 1, 3).evaluate(async (element) => {
      element.focus()
      await Promise.resolve()
      element.dispatchEvent(new KeyboardEvent('keydown', { key: 'v', bubbles: true }))
    })
    await rows.evaluate((element) => element.querySelector('.room')?.remove())
    await diff.keyboard.press('Shift+ArrowDown')
    await expect(hunk('a.txt', 1, 3).getByRole('button', { name: 'Revert 2 lines', exact: true })).toBeVisible()
    await diff.keyboard.press('Escape')
    await expect(button(/^Revert \d line/)).toHaveCount(0)

    const added = hunk('a.txt', 1, 3).locator('.line.added .gutter')
    await added.nth(1).click()
    await button('Revert 1 line').click()
    await expect(said()).toHaveText('Reverted 1 line in a.txt')
    expect(repo.read('a.txt')).toBe(edited.replace('and five more\n', ''))
    await undo()
    await expect.poll(() => repo.read('a.txt')).toBe(edited)
  })

  test('a file goes back as a whole; one that was added only after a word', async () => {
    await region('gone.txt').getByRole('button', { name: 'Revert file' }).click()
    await expect(region('gone.txt')).toHaveCount(0)
    expect(repo.read('gone.txt')).toBe('gone\n')
    await region('logo.bin').getByRole('button', { name: 'Revert file' }).click()
    await expect(region('logo.bin')).toHaveCount(0)
    expect(repo.read('logo.bin')).toBe('x\0y')

    await region('new.txt').getByRole('button', { name: 'Revert file' }).click()
    const question = diff.getByRole('dialog', { name: 'Revert a file that was added' })
    await expect(question).toContainText('new.txt did not exist before, so reverting deletes it.')
    await question.getByRole('button', { name: 'Delete the file' }).click()
    await expect(region('new.txt')).toHaveCount(0)
    expect(existsSync(path.join(repo.path, 'new.txt'))).toBe(false)
    await diff.locator('.said').getByRole('button', { name: 'Undo' }).click()
    await expect(region('new.txt')).toBeVisible()
    expect(repo.read('new.txt')).toBe('new\n')
  })

  test('hunks and files are staged, and taken out again', async () => {
    await hunk('a.txt', 3, 3).focus()
    await diff.keyboard.press('s')
    await expect(said()).toHaveText('Staged 1 hunk in a.txt')
    expect(repo.git('diff', '--cached', '--numstat')).toBe('1\t1\ta.txt\n')
    await region('new.txt').getByRole('button', { name: 'More for this file' }).click()
    await diff.getByRole('menuitem', { name: 'Stage file' }).click()
    await expect(said()).toHaveText('Staged new.txt')
    expect(repo.git('status', '--porcelain')).toBe('MM a.txt\nA  new.txt\n')
    await undo()
    await undo()
    await expect.poll(() => repo.git('status', '--porcelain')).toBe(' M a.txt\n?? new.txt\n')
  })

  test('patches and paths are taken along, and a file is opened at its line', async () => {
    const clipboard = () => app.electron.evaluate(({ clipboard: desktop }) => desktop.readText())
    await hunk('a.txt', 2, 3).focus()
    await diff.keyboard.press('y')
    await expect.poll(clipboard).toBe('a.txt')
    await diff.keyboard.press('p')
    await expect.poll(clipboard).toContain('-line 20\n')
    expect(await clipboard()).not.toContain('five')
    await diff.keyboard.press('o')
    await expect.poll(() => existsSync(path.join(scratch, 'opened'))).toBe(true)
    await expect
      .poll(() => readFileSync(path.join(scratch, 'opened'), 'utf8'))
      .toBe(`--at\n${path.join(repo.path, 'a.txt')}\n21\n`)

    const patch = path.join(scratch, 'all.patch')
    await app.electron.evaluate(({ dialog }, file) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath: file })
    }, patch)
    await region('a.txt').getByRole('button', { name: 'More for this file' }).click()
    await diff.getByRole('menuitem', { name: 'Export all as .patch…' }).click()
    await expect(diff.locator('.said')).toContainText(`Exported 2 files to ${patch}.`)
    const clean = createTempRepo({ files: { 'a.txt': lines } })
    clean.git('apply', patch)
    expect([clean.read('a.txt'), clean.read('new.txt')]).toEqual([edited, 'new\n'])
    clean.cleanup()
  })

  test('without a session, exactly the hunk that a key marked is committed, and nothing that is held back', async () => {
    repo.git('config', 'user.name', 'Ada')
    repo.git('config', 'user.email', 'ada@example.invalid')
    const question = diff.getByRole('dialog', { name: 'Commit what was reviewed' })
    await hunk('a.txt', 2, 3).focus()
    await diff.keyboard.press('r')
    await expect(hunk('a.txt', 2, 3).getByRole('button', { name: 'Mark reviewed' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    await hunk('new.txt', 1, 1).getByRole('button', { name: 'Mark reviewed' }).click()
    await button('Commit reviewed').click()
    await expect(question.getByText('Held back: in no commit')).toBeVisible()
    await expect(question.getByRole('list', { name: 'Held back' }).getByRole('listitem')).toHaveText([/new\.txt/])
    await expect(question.getByRole('list', { name: 'In this commit' }).getByRole('listitem')).toHaveText([
      /a\.txt.*1 of 3 hunks/,
    ])
    await question.getByRole('textbox', { name: 'Commit message' }).fill('fix: one line less')
    await question.getByRole('button', { name: 'Commit 1 hunk in 1 file' }).click()
    await expect(said()).toHaveText('Committed 1 hunk in 1 file')
    expect(repo.git('log', '-1', '--format=%s')).toBe('fix: one line less\n')
    expect(repo.git('show', 'HEAD:a.txt')).toBe(lines.replace('line 20\n', ''))
    expect(repo.read('a.txt')).toBe(edited)
    expect(repo.git('status', '--porcelain')).toBe(' M a.txt\n?? new.txt\n')
  })
})

test.describe('what Codex wrote', () => {
  let real: RealCodex
  let app: FirebreakApp

  test.beforeAll(async () => {
    test.setTimeout(120_000)
    real = await realCodexOn({ 'notes.md': `top\n${lines}old end\n`, 'b.txt': 'b\n' })
    app = await launchFirebreak({ args: ['--repo', real.repo.path], env: real.env })
    const home = await app.window('Firebreak')
    const prompt =
      '[[steps edit notes.md|top|new top ;; edit notes.md|old end|new end ;; shell printf "made\\n" > made.txt ;; say done]]'
    await home.getByRole('textbox', { name: 'First prompt' }).fill(prompt)
    await home.getByRole('button', { name: 'Start Spark session' }).click()
    diff = await app.window(`Live diff — ${path.basename(real.repo.path)}`)
    await expect(region('made.txt')).toBeVisible({ timeout: 45_000 })
    await diff.bringToFront()
  })
  test.afterAll(async () => {
    closeTerminals()
    await app.close()
    await real.close()
    removeFolder(app.home)
  })

  test('a change goes back from the timeline, and says so there', async () => {
    const { repo } = real
    const changes = diff.getByRole('list', { name: 'Changes' })
    await changes
      .getByRole('listitem', { name: /^Change 1,/ })
      .getByRole('button')
      .first()
      .click()
    await button('Revert change 1').click()
    const question = diff.getByRole('dialog', { name: 'Revert change 1' })
    await question.getByRole('button', { name: 'Revert change 1' }).click()
    await expect(said()).toHaveText('Reverted change 1')
    expect(repo.read('notes.md')).toContain('top\nline 1\n')
    await expect(changes.getByRole('listitem', { name: /Reverted change 1/ })).toBeVisible()
    await undo()
    await expect(changes.getByRole('listitem', { name: /Reverted change 1, undone/ })).toBeVisible()
    expect(repo.read('notes.md')).toContain('new top\n')
  })

  test('exactly the reviewed hunks are committed, and the rest stays', async () => {
    const { repo } = real
    await diff.keyboard.press('3')
    await expect(hunk('notes.md', 2, 2)).toBeVisible()
    const commit = diff.getByRole('dialog', { name: 'Commit what was reviewed' })
    await button('Commit reviewed').click()
    await expect(commit).toContainText('Nothing of what is uncommitted is reviewed. Mark hunks with r first.')
    await expect(commit.getByRole('button')).toHaveText(['Close'])
    await commit.getByRole('button', { name: 'Close' }).click()
    await hunk('notes.md', 2, 2).getByRole('button', { name: 'Mark reviewed' }).click()
    await expect(hunk('notes.md', 2, 2).getByRole('button', { name: 'Mark reviewed' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    await button('Commit reviewed').click()
    await expect(commit.getByRole('list', { name: 'In this commit' }).getByRole('listitem')).toHaveText([
      /notes\.md.*1 of 2 hunks/,
    ])
    await commit.getByRole('textbox', { name: 'Commit message' }).fill('docs: a new end')
    await commit.getByRole('button', { name: 'Commit 1 hunk in 1 file' }).click()
    await expect(said()).toHaveText('Committed 1 hunk in 1 file')
    expect(repo.git('log', '-1', '--format=%s')).toBe('docs: a new end\n')
    expect(repo.git('show', 'HEAD:notes.md')).toBe(`top\n${lines}new end\n`)
    expect(repo.read('notes.md')).toBe(`new top\n${lines}new end\n`)
    expect(repo.git('status', '--porcelain')).toBe(' M notes.md\n?? made.txt\n')
  })
})
