import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createPackageWithOptions } from '@electron/asar'
import { expect, type Page, test } from '@playwright/test'
import { z } from 'zod'
import { snapshotOf } from '../support/app-page'
import { type FirebreakApp, launchFirebreak, projectRoot, removeFolder, tempFolder } from '../support/firebreak-app'
import { type RealCodex, realCodexOn } from '../support/real-codex'

// What a packager does: the built files and what package.json names as dependencies, in one archive with native files beside it.
test.describe.configure({ mode: 'serial', timeout: 90_000 })

let real: RealCodex
let folder = ''
let app: FirebreakApp
let home: Page

const manifest = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
})

/** Copies a package and what it needs, as far as it is installed here. */
function takeAlong(from: string, name: string): void {
  const source = [path.join(from, 'node_modules', name), path.join(projectRoot, 'node_modules', name)].find(existsSync)
  if (source === undefined) return
  const target = path.join(folder, 'app', path.relative(projectRoot, source))
  if (existsSync(target)) return
  cpSync(source, target, { recursive: true })
  const { dependencies, optionalDependencies } = manifest.parse(
    JSON.parse(readFileSync(path.join(source, 'package.json'), 'utf8')),
  )
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) takeAlong(source, needed)
}

test.beforeAll(async () => {
  test.setTimeout(90_000)
  folder = tempFolder('packaged')
  mkdirSync(path.join(folder, 'app'))
  for (const name of ['package.json', 'out', 'resources'])
    cpSync(path.join(projectRoot, name), path.join(folder, 'app', name), { recursive: true })
  const { dependencies } = manifest.parse(JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')))
  for (const name of Object.keys(dependencies)) takeAlong(projectRoot, name)
  await createPackageWithOptions(path.join(folder, 'app'), path.join(folder, 'app.asar'), { unpack: '*.node' })

  real = await realCodexOn({ 'README.md': 'hello\n' })
  app = await launchFirebreak({ appFolder: path.join(folder, 'app.asar'), env: real.env })
  home = await app.window('Firebreak')
})
test.afterAll(async () => {
  await app.close()
  await real.close()
  for (const one of [folder, app.home]) removeFolder(one)
})

test('a packaged app finds the native file of the history', async () => {
  await expect(home.getByRole('region', { name: 'Limits' }).getByRole('meter').first()).toBeVisible({ timeout: 20_000 })
  await home.getByRole('button', { name: 'Limits history' }).click()
  await expect(home.getByRole('img', { name: /^Spark 5 h, last day: 44 % left/ })).toBeVisible({ timeout: 20_000 })
  expect((await snapshotOf(home)).notices).toEqual([])
  expect(existsSync(path.join(app.home, 'limits.sqlite'))).toBe(true)
})

test('and the native module lists a folder in it', async () => {
  mkdirSync(path.join(folder, 'work'))
  writeFileSync(path.join(folder, 'work', 'a.txt'), 'a')
  const names = await app.electron.evaluate(
    ({ app: packaged }, top) => {
      const load = process.getBuiltinModule('node:module').createRequire(`${packaged.getAppPath()}/out/repo/index.js`)
      const lister = load('../native/list-folders.node')
      return String(lister.take(lister.start(top, '\0', 1), 0, new Float64Array(20_480)))
    },
    path.join(folder, 'work'),
  )
  expect(names).toBe('a.txt\0')
})
