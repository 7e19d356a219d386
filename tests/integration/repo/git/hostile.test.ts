import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createCatFile } from '../../../../src/repo/git/cat-file'
import type { GitRunner } from '../../../../src/repo/git/git-port'
import { readLayout } from '../../../../src/repo/git/layout'
import { previewCommit } from '../../../../src/repo/git/preview-commit'
import { readStatus } from '../../../../src/repo/git/read-status'
import { readLog } from '../../../../src/repo/git/simple-git-adapter'
import { systemClock } from '../../../../src/services/system-clock'
import { tempDir, tempRepo, testRunner } from '../../../support/git-fixture'
import { hostileVectors, springTrap } from '../../../support/hostile-repos'
import { hermeticGitEnv } from '../../../support/temp-repo'

/** Everything Firebreak asks git about a repository before anybody trusts it; answers may fail, programs may not run. */
async function askEverything(runner: GitRunner, folder: string): Promise<'refused' | 'failed' | 'answered'> {
  const layout = await readLayout(runner, folder, { firebreakHome: '/nonexistent/firebreak', homeDir: '/nonexistent' })
  if (!layout.ok) return 'refused'
  const place = { layout: layout.value }
  const status = await readStatus(runner, layout.value, { consentedFilters: new Set(), withLines: true })
  await previewCommit(runner, layout.value)
  await readLog(runner, layout.value, 3)
  const cat = createCatFile({ runner, place, clock: systemClock })
  for (const spec of ['HEAD', 'HEAD:a.txt', ':a.txt', 'HEAD:new\nline']) await cat.read(spec)
  cat.stop()
  const commands = [
    ['diff', '-p', 'HEAD'],
    ['diff-files', '-p'],
    ['diff-index', '-p', 'HEAD'],
    ['diff-tree', '-p', '--root', 'HEAD'],
    ['log', '-p', '-1'],
    ['show', 'HEAD'],
    ['ls-files', '-m', '-o', '--exclude-standard', '-z'],
    ['hash-object', '--no-filters', 'a.txt'],
    ['check-attr', '-a', 'a.txt'],
    ['check-ignore', 'a.txt'],
    ['for-each-ref'],
  ]
  await Promise.all(commands.map((args) => runner.run(args, place)))
  return status.ok ? 'answered' : 'failed'
}

it.each(hostileVectors.map((vector) => [vector.name, vector] as const))(
  'runs nothing for %s',
  async (_name, vector) => {
    const folder = tempDir('hostile')
    const mark = join(folder, 'ran')
    const payload = join(folder, 'payload')
    writeFileSync(payload, `#!/bin/sh\necho "$0 $*" >>'${mark}'\ncat\n`)
    chmodSync(payload, 0o755)
    const repo = tempRepo({ files: { 'a.txt': 'one\n', 'b.txt': 'two\n' } })
    vector.plant(repo, payload)
    const env = { PATH: process.env['PATH'], HOME: folder, ...hermeticGitEnv, ...vector.env?.(payload, folder) }
    rmSync(mark, { force: true })
    const index = repo.indexBytes()

    const outcome = await askEverything(testRunner(env), join(repo.path, vector.folder ?? '.'))
    expect(outcome).toBe(vector.folder === undefined ? 'answered' : 'refused')
    expect(existsSync(mark), 'the payload did not run').toBe(false)
    expect(repo.indexBytes().equals(index), 'the index was not written').toBe(true)

    springTrap(vector, repo, env)
    expect(existsSync(mark), 'the trap works: an unprotected git runs the payload').toBe(true)
  },
)

it('would rather fail than run a driver whose name cannot be passed on', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const mark = join(tempDir('mark'), 'ran')
  const name = Buffer.from([0xff])
  writeFileSync(
    join(repo.path, '.git/info/attributes'),
    Buffer.concat([Buffer.from('* filter='), name, Buffer.from('\n')]),
  )
  const section = [Buffer.from('[filter "'), name, Buffer.from(`"]\n\tclean = touch '${mark}'; cat\n`)]
  writeFileSync(join(repo.path, '.git/config'), Buffer.concat(section), { flag: 'a' })
  repo.write('a.txt', 'eno\n')
  const runner = testRunner()
  const layout = await readLayout(runner, repo.path, {
    firebreakHome: '/nonexistent/firebreak',
    homeDir: '/nonexistent',
  })
  const status = layout.ok
    ? await readStatus(runner, layout.value, { consentedFilters: new Set(), withLines: true })
    : layout
  expect(status).toMatchObject({ ok: false, error: { kind: 'git-failed', command: 'config' } })
  expect(existsSync(mark)).toBe(false)
})

it('starts no git that lies in the repository', async () => {
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  const mark = join(tempDir('mark'), 'ran')
  repo.write('git', `#!/bin/sh\ntouch '${mark}'\n`)
  repo.chmod('git', 0o755)
  await askEverything(testRunner({ PATH: `.::${process.env['PATH']}` }), repo.path)
  expect(existsSync(mark)).toBe(false)
})
