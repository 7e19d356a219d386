import { FSWatcher, type watch } from 'chokidar'
import { expect, it, onTestFinished } from 'vitest'
import { createChokidarBackend } from '../../../src/repo/watch/chokidar-backend'
import { createManualClock } from '../../support/manual-clock'
import { createTempDir } from '../../support/temp-repo'

const nothing = { onEvent: () => {}, onUnreadableName: () => {}, onBroken: () => {} }

function backendWith(script: (watcher: FSWatcher, top: string) => void) {
  const top = createTempDir('chokidar')
  const { clock, advance, pending } = createManualClock()
  const fake: typeof watch = () => {
    const watcher = new FSWatcher()
    setImmediate(() => script(watcher, top))
    return watcher
  }
  const broken: string[] = []
  const events = { ...nothing, onBroken: (directory: string, code: string) => broken.push(`${directory} ${code}`) }
  const backend = createChokidarBackend(top, events, { clock, watch: fake })
  onTestFinished(() => backend.close())
  return { backend, broken, advance, pending }
}

const refusal = (path: string) => Object.assign(new Error('no more watches'), { code: 'ENOSPC', path })

it('reports the directories that the system refused to watch', async () => {
  const { backend, pending } = backendWith((watcher, top) => {
    watcher.emit('error', refusal(`${top}/b`))
    watcher.emit('ready')
  })
  expect(await backend.add(['', 'a', 'b'])).toEqual([{ path: 'b', code: 'ENOSPC' }])
  expect([backend.count(), pending()]).toEqual([2, 0])
})

it('reports a watch that broke later', async () => {
  const { backend, broken } = backendWith((watcher, top) => {
    watcher.emit('ready')
    setImmediate(() => watcher.emit('error', refusal(`${top}/a`)))
  })
  await backend.add(['', 'a'])
  await new Promise((resolve) => setImmediate(resolve))
  expect(broken).toEqual(['a ENOSPC'])
})

it('does not wait for ever when chokidar does not say ready', async () => {
  const { backend, advance } = backendWith(() => {})
  const added = backend.add(['', 'a'])
  await advance(5000)
  expect(await added).toEqual([])
})
