// The guard in its states, and a prompt that it refused, for docs/pictures.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { patience, windowOf } from './played-app.mjs'

/** `take(shown, name, page)` writes a picture of a part of a window, in both themes. */
export async function takeGuard({ app, repo, bed, take }) {
  const home = await windowOf(app, 'Firebreak')
  const card = home.getByRole('region', { name: 'Guard' })
  const file = (name) => path.join(bed.env.CODEX_HOME, name)
  const says = (label) => card.getByText(label, { exact: true }).waitFor(patience)
  const dispatch = (command) => home.evaluate((wish) => window.firebreak.dispatch(wish), command)

  await says('Guard not installed')
  await take(card, 'guard-not-installed', home)
  const before = fs.readFileSync(file('config.toml'), 'utf8')
  await dispatch({ type: 'window/open', view: 'settings', repoId: null })
  const settings = await windowOf(app, /^Settings/)
  await settings.getByRole('button', { name: 'Install guard…' }).click()
  const question = settings.getByRole('dialog', { name: 'Install the guard?' })
  await take(question, 'guard-consent', settings)
  await question.getByRole('button', { name: 'Install guard' }).click()
  await says('Guard on')
  await take(card, 'guard-on', home)

  const [hooks, config] = [fs.readFileSync(file('hooks.json'), 'utf8'), fs.readFileSync(file('config.toml'), 'utf8')]
  fs.writeFileSync(file('config.toml'), before)
  await says('Guard not trusted')
  await take(card, 'guard-not-trusted', home)
  fs.writeFileSync(file('config.toml'), config)
  fs.writeFileSync(file('hooks.json'), hooks.replace('60', '61'))
  await says('Guard modified')
  await take(card, 'guard-modified', home)
  fs.writeFileSync(file('hooks.json'), hooks)
  fs.writeFileSync(file('config.toml'), config.replace('[features]\n', '[features]\nhooks = false\n'))
  await says('Guard off by config')
  await take(card, 'guard-off-by-config', home)
  fs.writeFileSync(file('config.toml'), config)
  await says('Guard on')

  fs.appendFileSync(path.join(repo, 'README.md'), '\nMore.\n')
  await once(
    spawn(bed.codex, ['exec', '--model', 'gpt-5.3-codex-spark', '--', 'go on with the invoices'], {
      cwd: repo,
      env: { ...process.env, ...bed.env },
      stdio: 'ignore',
    }),
    'close',
  )
  const refused = home.getByRole('list', { name: 'Refused prompts' })
  await refused.waitFor(patience)
  await home.evaluate(() => window.scrollTo(0, 0))
  await take(home, 'guard-refused', home)
  await take(settings.getByRole('region', { name: 'Guard' }), 'guard-settings', settings)
  await dispatch({ type: 'guard/uninstall' })
}
