import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { largestTextBytes } from '../../../src/repo/diff/side'
import { createRepoBed, linesOf, type RepoBed } from '../../support/repo-bed'
import { createTempRepo } from '../../support/temp-repo'

const beds: RepoBed[] = []
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})

/** What git-lfs does to a file that is committed, and a trace of each run. */
const clean = (marker: string) =>
  `touch '${marker}'; t=$(mktemp); cat > $t; printf 'version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %s\n' ` +
  `$(sha256sum < $t | cut -c1-64) $(stat -c %s $t); rm $t`

const picture = Buffer.from('\x89PNG\r\n\x1a\n\0first', 'latin1')
const large = Buffer.alloc(largestTextBytes + 1, '\0l')

/** A repository whose files `*.bin` and `*.png` are committed as pointers, and a window on what is uncommitted in it. */
async function withPointers() {
  const repo = createTempRepo({
    files: { '.gitattributes': '*.bin filter=lfs -text\n*.png filter=lfs\n', 'a.txt': 'a\n' },
  })
  const marker = `${repo.path}-ran`
  repo.git('config', 'filter.lfs.clean', clean(marker))
  repo.git('config', 'filter.lfs.required', 'true')
  repo.write('small.bin', 'one\0')
  repo.write('logo.png', picture)
  writeFileSync(join(repo.path, 'large.bin'), large)
  repo.commitAll('pointers')
  rmSync(marker)
  const bed = await createRepoBed({ repo })
  beds.push(bed)
  await bed.open()
  await bed.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  const window = await bed.diff()
  window.show({ kind: 'uncommitted' })
  await window.until(() => window.messages.find((message) => message.type === 'scope'))
  expect([...window.files.keys()]).toEqual([])
  return { bed, repo, window, ran: () => existsSync(marker) }
}

it('shows a single save of a file under git LFS by the sizes of its objects, and lets it go when it is put back', async () => {
  const { repo, window, ran } = await withPointers()
  repo.write('small.bin', 'two, longer\0')
  const shown = await window.until(() => window.files.get('small.bin'))
  expect(shown.body).toMatchObject({ kind: 'binary', oldBytes: 4, newBytes: 12, oldIsLfs: true })
  repo.write('small.bin', 'one\0')
  await window.until(() => !window.files.has('small.bin'))
  repo.write('logo.png', Buffer.concat([picture, picture]))
  const logo = await window.until(() => window.files.get('logo.png'))
  expect(logo.body).toMatchObject({ kind: 'binary', oldBytes: picture.length, oldIsLfs: true })
  expect(ran()).toBe(false)
})

it('does not show a large one that was only touched, and shows it once it is another', async () => {
  const { repo, window, ran } = await withPointers()
  const soon = new Date(Date.now() + 5_000)
  utimesSync(join(repo.path, 'large.bin'), soon, soon)
  repo.write('a.txt', 'b\n')
  await window.until(() => window.files.has('a.txt'))
  repo.write('a.txt', 'c\n')
  await window.until(() => linesOf(window.files.get('a.txt')).includes('+c'))
  expect(
    window.messages.flatMap((message) => ('changed' in message ? message.changed : [])).map(({ path }) => path),
  ).toEqual(['a.txt', 'a.txt'])
  writeFileSync(join(repo.path, 'large.bin'), Buffer.concat([large, large]))
  const shown = await window.until(() => window.files.get('large.bin'))
  expect(shown.body).toMatchObject({
    kind: 'binary',
    oldBytes: large.length,
    newBytes: 2 * large.length,
    oldIsLfs: true,
  })
  expect(ran()).toBe(false)
})

it('compares nothing again when the status lists a file without a filter', async () => {
  const { bed, repo, window } = await withPointers()
  repo.write('a.txt', 'b\n')
  await window.until(() => window.files.has('a.txt'))
  const told = window.messages.length
  await bed.fact('status-read', ({ status }) => status.files.some(({ path }) => path === 'a.txt'))
  repo.write('small.bin', 'two\0')
  await window.until(() => window.files.has('small.bin'))
  expect(window.messages.slice(told)).toMatchObject([{ type: 'delta', changed: [{ path: 'small.bin' }] }])
})
