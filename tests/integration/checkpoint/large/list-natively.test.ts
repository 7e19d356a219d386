import { execFileSync, spawn } from 'node:child_process'
import { Buffer } from 'node:buffer'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ListedFolder, Looked } from '../../../../src/repo/checkpoint/large/folder-listing'
import { listerAt, listNatively } from '../../../../src/repo/checkpoint/large/list-natively'
import { nativeLister } from '../../../support/native-lister'
import { createRandom } from '../../../support/random'
import { createTempDir } from '../../../support/temp-repo'

function tempDir(): string {
  const folder = createTempDir('native')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Paths with a character for each byte, below `top`. */
function at(top: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${top}/`), Buffer.from(path, 'latin1')])
}

function listing(top: string, folders: readonly string[]) {
  const listed = listNatively(nativeLister(), top, folders)
  if (listed === null) throw new Error('nothing can be listed')
  onTestFinished(() => listed.end())
  return listed
}

const listOne = (top: string, folder: string) => listing(top, [folder]).get(folder)

function described(look: Looked) {
  const { mode, size, ino, mtimeMs, ctimeMs } = look
  const kind = [look.isFile(), look.isDirectory(), look.isSymbolicLink()]
  return { mode, size, ino, mtimeMs, ctimeMs, kind }
}

function natively(folder: ListedFolder | null) {
  const names = folder?.names() ?? 'null'
  if (folder === null || typeof names === 'string') return names
  return names.map((name) => {
    const look = folder.look(name)
    return [name, look === undefined ? 'gone' : described(look)]
  })
}

function byNode(top: string, folder: string) {
  const names = readdirSync(at(top, folder), 'latin1').toSorted()
  return names.map((name) => [name, described(lstatSync(at(top, folder === '' ? name : `${folder}/${name}`)))])
}

/** How many of this process's open files are this one. */
function openTimes(path: string): number {
  return readdirSync('/proc/self/fd').filter((fd) => readlink(join('/proc/self/fd', fd)) === path).length
}

function readlink(file: string): string | null {
  try {
    return readlinkSync(file)
  } catch {
    // The folder of this list itself is closed by now.
    return null
  }
}

/** Every byte but a slash and NUL may be in a name. */
function randomName(random: () => number): string {
  const length = 1 + Math.floor(random() * (random() < 0.1 ? 255 : 12))
  const bytes = Array.from({ length }, () => 1 + Math.floor(random() * 255)).filter((byte) => byte !== 0x2f)
  const name = String.fromCharCode(...bytes)
  return /^\.{0,2}$/.test(name) ? 'x' : name
}

function growTree(top: string, random: () => number): string[] {
  const folders = ['']
  for (let n = 0; n < 400; n++) {
    const parent = folders[Math.floor(random() * folders.length)] ?? ''
    const name = randomName(random)
    const path = parent === '' ? name : `${parent}/${name}`
    if (lstatSync(at(top, path), { throwIfNoEntry: false }) !== undefined || path.length > 3_000) continue
    const kind = random()
    if (kind < 0.2) {
      mkdirSync(at(top, path))
      folders.push(path)
    } else if (kind < 0.3) symlinkSync(random() < 0.5 ? 'nowhere' : top, at(top, path))
    else {
      writeFileSync(at(top, path), 'x'.repeat(Math.floor(random() * 5_000)))
      chmodSync(at(top, path), Math.floor(random() * 0o10000))
    }
  }
  return folders
}

describe('what the native module lists is what Node lists', () => {
  it.each([1, 2, 3, 4, 5])('in a tree of hostile names, number %i', (seed) => {
    const top = tempDir()
    const folders = growTree(top, createRandom(seed))
    const listed = listing(top, folders)
    expect(folders.length).toBeGreaterThan(20)
    for (const folder of folders) expect(natively(listed.get(folder))).toEqual(byNode(top, folder))
  })

  it('for every kind of file, size and time', async () => {
    const top = tempDir()
    mkdirSync(join(top, 'empty'))
    execFileSync('mkfifo', [join(top, 'pipe')])
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(join(top, 'socket'), resolve))
    onTestFinished(() => void server.close())
    writeFileSync(join(top, 'huge'), '')
    truncateSync(join(top, 'huge'), 5 * 2 ** 30 + 3)
    const times = ['1960-05-06 07:08:09.123456789', '2001-02-03 04:05:06.999999999', '1969-12-31 23:59:59.5']
    for (const [n, time] of times.entries()) execFileSync('touch', ['-d', `${time} UTC`, join(top, `time-${n}`)])
    expect(natively(listOne(top, ''))).toEqual(byNode(top, ''))
    expect(natively(listOne(top, 'empty'))).toEqual([])
    const listed = listOne(top, '')
    expect(listed?.names()).toContain('socket')
    expect(listed?.look('huge')).toMatchObject({ size: 5 * 2 ** 30 + 3 })
    expect(listed?.look('time-2')).toMatchObject({ mtimeMs: -500 })
    expect(listed?.look('no such name')).toBeUndefined()
  })

  it('in whatever order it is asked for names', () => {
    const top = tempDir()
    for (const name of ['a', 'b', 'c']) writeFileSync(join(top, name), name)
    const listed = listOne(top, '')
    expect(listed?.names()).toEqual(['a', 'b', 'c'])
    for (const name of ['c', 'a', 'a', 'b']) {
      expect(listed?.look(name)).toMatchObject({ ino: lstatSync(join(top, name)).ino })
    }
  })

  it('also where a thread listed it before', async () => {
    const top = tempDir()
    const folders = Array.from({ length: 200 }, (_, n) => `folder-${n}`)
    for (const folder of folders) {
      mkdirSync(join(top, folder))
      writeFileSync(join(top, folder, 'file'), folder)
    }
    const listed = listing(top, folders)
    const left = [...folders]
    const takeOne = () => {
      const folder = left.pop() ?? ''
      expect(natively(listed.get(folder))).toEqual(byNode(top, folder))
      // What a thread listed is given away once; what was listed for the question is listed again.
      return listed.get(folder)
    }
    await expect.poll(takeOne).toBeNull()
  })

  it('in a folder at the bottom of a hundred', () => {
    const top = tempDir()
    const deep = Array.from({ length: 100 }, (_, n) => `deep-${n}`).join('/')
    mkdirSync(join(top, deep), { recursive: true })
    writeFileSync(join(top, deep, 'file'), '')
    expect(natively(listOne(top, deep))).toEqual(byNode(top, deep))
  })

  it('for all that stays while other files come and go', async () => {
    const top = tempDir()
    const names = Array.from({ length: 50 }, (_, n) => `stays-${n}`)
    for (const name of names) writeFileSync(join(top, name), '')
    const churn = 'while :; do for n in 1 2 3 4 5 6 7 8 9; do : >comes-$n; done; rm -f comes-*; done'
    const other = spawn('sh', ['-c', churn], { cwd: top, stdio: 'ignore' })
    const over = new Promise((resolve) => other.once('exit', resolve))
    for (let n = 0; n < 1_000; n++) {
      const listed = listOne(top, '')
      const found = listed?.names() ?? []
      if (typeof found === 'string') throw new Error(found)
      const stayed = found.filter((name) => name.startsWith('stays') && listed?.look(name) !== undefined)
      expect(stayed).toEqual(names.toSorted())
    }
    other.kill('SIGKILL')
    await over
  })
})

describe('the native module leaves to the caller', () => {
  it('a folder with so many names that nothing else would run meanwhile', () => {
    const top = tempDir()
    for (let n = 0; n < 4_096; n++) writeFileSync(join(top, `f${n}`), '')
    expect(natively(listOne(top, ''))).toEqual(byNode(top, ''))
    writeFileSync(join(top, 'one more'), '')
    expect(listOne(top, '')).toBeNull()
    for (let n = 0; n < 10_000; n++) writeFileSync(join(top, `g${n}`), '')
    expect(listOne(top, '')).toBeNull()
  })

  it('a folder with names of so many bytes', () => {
    const top = tempDir()
    for (let n = 0; n < 256; n++) writeFileSync(join(top, `${n}`.padEnd(255, 'x')), '')
    expect(natively(listOne(top, ''))).toEqual(byNode(top, ''))
    writeFileSync(join(top, 'x'), '')
    expect(listOne(top, '')).toBeNull()
  })

  it('a folder that may not be read, or not be searched', () => {
    const top = tempDir()
    for (const [name, mode] of [
      ['closed', 0o000],
      ['names only', 0o444],
      ['open', 0o755],
    ] as const) {
      mkdirSync(join(top, name))
      writeFileSync(join(top, name, 'file'), '')
      chmodSync(join(top, name), mode)
    }
    chmodSync(top, 0o755)
    const asRoot = process.getuid?.() === 0
    const [closed, namesOnly, open] = ['closed', 'names only', 'open'].map((name) => listing(top, [name]))
    if (asRoot) process.seteuid?.(65_534)
    try {
      expect(listing(top, ['closed']).get('closed')).toBeNull()
      expect(listing(top, ['names only']).get('names only')).toBeNull()
      expect(listing(top, ['open']).get('open')?.names()).toEqual(['file'])
    } finally {
      if (asRoot) process.seteuid?.(0)
      chmodSync(join(top, 'closed'), 0o755)
      chmodSync(join(top, 'names only'), 0o755)
      for (const one of [closed, namesOnly, open]) one?.end()
    }
  })

  it('what it was not told of, and all after its end', () => {
    const top = tempDir()
    mkdirSync(join(top, 'known'))
    mkdirSync(join(top, 'other'))
    const listed = listing(top, ['known'])
    expect(listed.get('other')).toBeNull()
    listed.end()
    listed.end()
    expect(listed.get('known')).toBeNull()
  })

  it('a work tree that is not there, and paths that no file system has', () => {
    const top = tempDir()
    const lister = nativeLister()
    expect(listNatively(lister, join(top, 'missing'), [''])).toBeNull()
    expect(listNatively(lister, top, ['a\0b'])).toBeNull()
    expect(natively(listOne(top, 'x'.repeat(5_000)))).toBe('null')
    expect(listNatively(lister, `${top}/${'x'.repeat(5_000)}`, [''])).toBeNull()
  })

  it('whatever it is asked in another way', () => {
    const lister = nativeLister()
    const handle = lister.start(tempDir(), '\0', 1)
    if (handle === undefined) throw new Error('nothing can be listed')
    expect(lister.take({}, 0, new Float64Array(20_480))).toBeUndefined()
    expect(lister.take(handle, 1, new Float64Array(20_480))).toBeUndefined()
    expect(lister.take(handle, 0, new Float64Array(20))).toBeUndefined()
    expect(lister.take(handle, 0, new Float64Array(20_480))).toBe('')
    expect(lister.start(tempDir(), '', 1)).toBeUndefined()
    expect(lister.start(tempDir(), 'a\0b', 1)).toBeUndefined()
    lister.end({})
    lister.end(handle)
  })
})

describe('nothing outside of the work tree is listed', () => {
  it('where a link took the place of a folder, or of one above it', () => {
    const top = tempDir()
    const outside = tempDir()
    mkdirSync(join(top, 'src/deep'), { recursive: true })
    mkdirSync(join(outside, 'deep'))
    writeFileSync(join(outside, 'deep', 'secret'), '')
    renameSync(join(top, 'src'), join(top, 'moved'))
    symlinkSync(outside, join(top, 'src'))
    symlinkSync(join(outside, 'deep'), join(top, 'link'))
    writeFileSync(join(top, 'file'), '')
    for (const gone of ['src', 'src/deep', 'link', 'file', 'file/deep', 'missing']) {
      expect([gone, natively(listOne(top, gone))]).toEqual([gone, 'ENOENT'])
    }
    for (const refused of ['..', 'moved/../..', '/', outside])
      expect([refused, listOne(top, refused)]).toEqual([refused, null])
  })
})

describe('the native module', () => {
  it('keeps no file open when it is over, however early', async () => {
    const top = tempDir()
    const folders = Array.from({ length: 500 }, (_, n) => `${n}`)
    for (const folder of folders) mkdirSync(join(top, folder))
    for (let n = 0; n < 30; n++) {
      const listed = listNatively(nativeLister(), top, folders)
      for (const folder of folders.slice(0, n)) listed?.get(folder)
      expect(openTimes(top)).toBeGreaterThan(0)
      listed?.end()
    }
    await expect.poll(() => openTimes(top)).toBe(0)
  })

  it('is not there when it cannot be loaded, and that is said once', () => {
    const folder = tempDir()
    const damaged = join(folder, 'damaged.node')
    writeFileSync(damaged, 'no module')
    for (const file of [damaged, join(folder, 'missing.node')]) {
      const said: string[] = []
      const find = listerAt(file, (why) => said.push(why))
      expect([find(), find()]).toEqual([null, null])
      expect(said).toEqual([expect.stringContaining(file)])
    }
  })
})
