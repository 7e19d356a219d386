import { expect, it } from 'vitest'
import type { BackendEvents, DirectoryBackend } from '../../../../src/repo/watch/directory-backend'
import { createMixedBackend } from '../../../../src/repo/watch/mixed-backend'

function fakeBackend(held: Set<string>): DirectoryBackend {
  return {
    async add(directories) {
      for (const directory of directories) held.add(directory)
      return directories.filter((directory) => directory === 'refused').map((path) => ({ path, code: 'EACCES' }))
    },
    remove: (directory) => void held.delete(directory),
    count: () => held.size,
    close: async () => held.clear(),
  }
}

function setUp(limit: number) {
  const chokidar = new Set<string>()
  const native = new Set<string>()
  const unreadable: string[] = []
  let fromChokidar: BackendEvents | undefined
  const backend = createMixedBackend({
    events: { onEvent: () => {}, onUnreadableName: (directory) => unreadable.push(directory), onBroken: () => {} },
    limit,
    chokidar: (events) => {
      fromChokidar = events
      return fakeBackend(chokidar)
    },
    native: () => fakeBackend(native),
  })
  return { backend, chokidar, native, unreadable, fromChokidar: () => fromChokidar }
}

it('gives an ordinary repository to chokidar, up to the limit', async () => {
  const { backend, chokidar, native } = setUp(3)
  await backend.add(['', 'a', 'b'])
  await backend.add(['c', 'd'])
  expect([[...chokidar], [...native], backend.count()]).toEqual([['', 'a', 'b'], ['c', 'd'], 5])
  backend.remove('a')
  backend.remove('c')
  expect(backend.count()).toBe(3)
})

it('gives a large repository to the leaner way as a whole', async () => {
  const { backend, chokidar, native } = setUp(3)
  expect(await backend.add(['', 'a', 'b', 'refused'])).toEqual([{ path: 'refused', code: 'EACCES' }])
  expect([chokidar.size, native.size]).toEqual([0, 4])
})

it('keeps chokidar away from names that it cannot say', async () => {
  const { backend, chokidar, native } = setUp(100)
  await backend.add(['', 'back\\slash', 'd\udcff', 'plain'])
  expect([[...chokidar], [...native]]).toEqual([
    ['', 'plain'],
    ['back\\slash', 'd\udcff'],
  ])
})

it('moves a directory over when a name in it turns out to be unreadable, and has it read again', async () => {
  const { backend, chokidar, native, unreadable, fromChokidar } = setUp(100)
  await backend.add(['', 'a'])
  fromChokidar()?.onUnreadableName('a')
  await expect.poll(() => unreadable).toEqual(['a'])
  expect([[...chokidar], [...native]]).toEqual([[''], ['a']])
})
