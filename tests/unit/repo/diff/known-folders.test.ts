import { describe, expect, it } from 'vitest'
import type { TreeEntry } from '../../../../src/repo/checkpoint/tree-format'
import { createKnownFolders } from '../../../../src/repo/diff/known-folders'

const folder = 0o040000
const regular = 0o100644
const nested = 0o160000

const one = (name: string, mode: number, id: string): TreeEntry => ({ name, mode, id })

const trees: Record<string, readonly TreeEntry[]> = {
  root: [one('lib', nested, 'commit'), one('readme', regular, 'r'), one('src', folder, 'src')],
  src: [one('a.ts', regular, 'a'), one('b.ts', regular, 'b'), one('deep', folder, 'deep')],
  deep: [one('c.ts', regular, 'c')],
}

function setUp() {
  const asked: string[] = []
  let broken = ''
  const folders = createKnownFolders(
    {
      async readTree(id) {
        asked.push(id)
        await Promise.resolve()
        const entries = trees[id]
        if (entries === undefined || id === broken) throw new Error(`no tree ${id}`)
        return entries
      },
    },
    () => Promise.resolve('root'),
  )
  return {
    folders,
    asked,
    breakTree: (id: string) => {
      broken = id
    },
  }
}

describe('folders of a tree', () => {
  it('says what stands at a path', async () => {
    const { folders } = setUp()
    const paths = ['readme', 'src', 'src/a.ts', 'src/deep/c.ts', 'src/none', 'none/at/all', 'readme/below', '']
    const found = await Promise.all(paths.map(async (path) => (await folders.entry(path))?.id ?? null))
    expect(found).toEqual(['r', 'src', 'a', 'c', null, null, null, 'root'])
  })

  it('knows a nested repository, and nothing inside of it', async () => {
    const { folders } = setUp()
    expect(await folders.entry('lib')).toMatchObject({ mode: nested, id: 'commit' })
    expect(await folders.entry('lib/file')).toBeNull()
  })

  it('reads a folder once, however many of its files are asked for at the same time', async () => {
    const { folders, asked } = setUp()
    await Promise.all(['src/a.ts', 'src/b.ts', 'src/deep/c.ts', 'src/none'].map((path) => folders.entry(path)))
    await folders.entry('src/a.ts')
    expect(asked).toEqual(['root', 'src', 'deep'])
  })

  it('asks again for a folder that could not be read', async () => {
    const { folders, breakTree } = setUp()
    breakTree('src')
    await expect(folders.entry('src/a.ts')).rejects.toThrow('no tree src')
    breakTree('')
    expect(await folders.entry('src/a.ts')).toMatchObject({ id: 'a' })
  })
})
