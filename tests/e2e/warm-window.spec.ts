import path from 'node:path'
import { expect, test } from '@playwright/test'
import { activeRepoId, dispatch, snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, removeFolder, tempFolder } from '../support/firebreak-app'
import { createTempRepo, type TempRepo } from '../support/temp-repo'

let repo: TempRepo
let app: FirebreakApp
const patience = { timeout: 20_000 }

test.beforeAll(async () => {
  repo = createTempRepo({ files: { 'notes.md': 'one\n' } })
  const noCodex = path.join(tempFolder('no-codex'), 'codex')
  app = await launchFirebreak({ args: ['--repo', repo.path], env: { FIREBREAK_CODEX: noCodex } })
})
test.afterAll(async () => {
  await app.close()
  removeFolder(repo.path)
  removeFolder(app.home)
})

const windows = () =>
  app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      title: window.getTitle(),
      visible: window.isVisible(),
      focused: window.isFocused(),
    })),
  )
const liveDiff = async () => (await windows()).find(({ title }) => title.startsWith('Live diff — '))

test('the live diff of the next start is loaded out of sight, shown by the start without the focus, and closed for good', async () => {
  const home = await app.window('Firebreak')
  await expect.poll(async () => (await snapshotOf(home)).repo?.gate.kind, patience).toBe('open')
  const repoId = await activeRepoId(home)
  await expect.poll(liveDiff, patience).toMatchObject({ visible: false, focused: false })
  const before = (await liveDiff())?.id

  expect(await dispatch(home, { type: 'session/start-by-hand', repoId, lane: 'spark' })).toEqual({
    ok: true,
    value: null,
  })
  const diff = await app.window(/^Live diff — /)
  expect(await liveDiff()).toMatchObject({ id: before, visible: true, focused: false })
  await expect(diff.getByRole('heading', { name: 'Nothing differs from the baseline' })).toBeVisible(patience)
  repo.write('notes.md', 'one\ntwo\n')
  await expect(diff.getByText('two', { exact: true })).toBeVisible(patience)

  // Once it was in sight, closing it closes it.
  await diff.close()
  expect(await liveDiff()).toBeUndefined()
  const [session] = (await snapshotOf(home)).sessions
  await dispatch(home, { type: 'session/stop-following', sessionId: session?.id ?? '' })
  await expect.poll(liveDiff, patience).toMatchObject({ visible: false })
})

test('without home there is no such window, and the app goes on in the tray', async () => {
  const home = await app.window('Firebreak')
  await expect.poll(liveDiff, patience).toMatchObject({ visible: false })
  await home.close()
  await expect.poll(windows, patience).toEqual([])
})
