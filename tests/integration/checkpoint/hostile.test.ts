import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { compareDisk } from '../../../src/repo/checkpoint/compare-disk'
import { createTempDir, createTempRepo, type TempRepo } from '../../support/temp-repo'
import { listingOf, openBed, readBack, take } from './checkpoint-bed'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

/** What each of these would run is a script that leaves a mark. */
const vectors: Readonly<Record<string, (repo: TempRepo, script: string) => void>> = {
  'core.fsmonitor': (repo, script) => repo.git('config', 'core.fsmonitor', script),
  'a hook folder in the work tree': (repo, script) => {
    repo.git('config', 'core.hooksPath', '.evil')
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-commit', 'post-commit']) {
      repo.write(`.evil/${hook}`, `#!/bin/sh\n${script}\n`)
      repo.chmod(`.evil/${hook}`, 0o755)
    }
  },
  'hooks of the git directory': (repo, script) => {
    mkdirSync(join(repo.gitDir(), 'hooks'), { recursive: true })
    for (const hook of ['post-index-change', 'reference-transaction', 'fsmonitor-watchman']) {
      writeFileSync(join(repo.gitDir(), 'hooks', hook), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    }
  },
  'a clean filter': (repo, script) => {
    repo.git('config', 'filter.evil.clean', script)
    repo.git('config', 'filter.evil.smudge', script)
    repo.git('config', 'filter.evil.required', 'true')
    repo.write('.gitattributes', '* filter=evil\n')
  },
  'a filter process': (repo, script) => {
    repo.git('config', 'filter.odd name.process', script)
    repo.write('.gitattributes', '* filter="odd name"\n* filter=lfs\n')
    repo.git('config', 'filter.lfs.process', script)
  },
  'external diff and textconv': (repo, script) => {
    repo.git('config', 'diff.external', script)
    repo.git('config', 'diff.evil.command', script)
    repo.git('config', 'diff.evil.textconv', script)
    repo.write('.gitattributes', '* diff=evil\n')
  },
  'an included configuration': (repo, script) => {
    repo.write('extra.cfg', `[core]\n\tfsmonitor = ${script}\n\tpager = ${script}\n\tsshCommand = ${script}\n`)
    repo.git('config', 'include.path', '../extra.cfg')
  },
  'configuration of the worktree': (repo, script) => {
    repo.git('config', 'extensions.worktreeConfig', 'true')
    writeFileSync(join(repo.gitDir(), 'config.worktree'), `[core]\n\tfsmonitor = ${script}\n`)
  },
  aliases: (repo, script) => {
    for (const name of ['ls-files', 'update-index', 'write-tree']) repo.git('config', `alias.${name}`, `!${script}`)
  },
  'a nested repository': (repo, script) => {
    const inner = createTempRepo({ path: join(repo.path, 'inner'), files: { 'b.txt': 'b' } })
    inner.git('config', 'core.fsmonitor', script)
    inner.git('config', 'filter.evil.clean', script)
    inner.write('.gitattributes', '* filter=evil\n')
    inner.write('b.txt', 'changed')
  },
}

describe('a hostile repository', () => {
  it.each(Object.entries(vectors))('runs nothing through %s', async (_name, plant) => {
    const repo = createTempRepo({ files: { 'a.txt': 'one\n' } })
    const folder = createTempDir('mark')
    const mark = join(folder, 'ran')
    const script = join(folder, 'evil.sh')
    writeFileSync(script, `#!/bin/sh\ntouch ${mark}\ncat\n`)
    chmodSync(script, 0o755)
    const bed = await openBed(repo)
    cleanups.push(
      () => repo.cleanup(),
      () => bed.cleanup(),
      () => rmSync(folder, { recursive: true, force: true }),
    )
    plant(repo, script)
    rmSync(mark, { force: true })

    const full = await bed.full()
    repo.write('a.txt', 'two\n')
    repo.write('new/b.txt', 'new\n')
    await bed.change('a.txt', 'new/b.txt')
    take(await compareDisk(bed.store, full.id))
    await bed.full()
    expect(existsSync(mark)).toBe(false)
  })

  it('cannot hide new files by ignoring everything', async () => {
    const repo = createTempRepo({ files: { 'a.txt': 'one\n' } })
    writeFileSync(join(repo.gitDir(), 'info', 'exclude'), '*\n')
    repo.write('hidden.txt', 'hidden')
    const bed = await openBed(repo)
    cleanups.push(
      () => repo.cleanup(),
      () => bed.cleanup(),
    )
    expect(await readBack(bed.store, await bed.full())).toEqual(listingOf(repo.path))
  })
})
