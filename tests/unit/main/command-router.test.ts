import { describe, expect, it, vi } from 'vitest'
import { accepted } from '../../../src/main/command-error'
import { type CommandHandlers, createCommandRouter } from '../../../src/main/ipc/command-router'

const home = { view: 'home' } as const

type Handler = (command: unknown) => Promise<typeof accepted>

function routerWith(handler: Handler) {
  const onBug = vi.fn<(type: string, error: unknown) => void>()
  // Every command goes to the one handler, so that the test sees which ones come through.
  const handlers: CommandHandlers = new Proxy(Object.create(null), { get: () => handler })
  return { router: createCommandRouter(handlers, onBug), onBug }
}

describe('a command of a window', () => {
  it('is carried out when it is well formed', async () => {
    const handler = vi.fn<Handler>(async () => accepted)
    const { router } = routerWith(handler)
    const command = { type: 'repo/hold-back', repoId: '00112233445566aa', path: '.env' }
    expect(await router.fromWindow(command, home)).toEqual(accepted)
    expect(handler).toHaveBeenCalledExactlyOnceWith(command, home)
  })

  it.each([
    null,
    'repo/choose-folder',
    {},
    { type: 'shell/run', command: 'rm' },
    { type: 'repo/choose', repoId: '../../etc' },
    { type: 'repo/choose', repoId: '00112233445566aa', folder: '/etc' },
    { type: 'repo/hold-back', repoId: '00112233445566aa', path: '' },
    { type: 'session/start', repoId: '00112233445566aa', lane: 'turbo', prompt: null, tryAnyway: false },
    { type: 'session/start', repoId: '00112233445566aa', lane: 'spark', prompt: 'a\0b', tryAnyway: false },
    { type: 'session/start', repoId: '00112233445566aa', lane: 'spark', prompt: 'x'.repeat(33_000), tryAnyway: false },
    { type: 'model/select', modelId: '', scope: 'everywhere' },
    { type: 'settings/set', change: { key: 'codexPath', value: '/tmp/evil' } },
    { type: 'window/open', view: 'file:///etc/passwd', repoId: null },
  ])('is refused when it is not one of ours: %j', async (raw) => {
    const handler = vi.fn<Handler>(async () => accepted)
    const { router } = routerWith(handler)
    expect(await router.fromWindow(raw, home)).toMatchObject({ ok: false, error: { code: 'bad-command' } })
    expect(handler).not.toHaveBeenCalled()
  })

  it('answers in words when a handler has a bug, and reports it', async () => {
    const { router, onBug } = routerWith(async () => {
      throw new Error('bug')
    })
    expect(await router.fromWindow({ type: 'app/quit' }, home)).toMatchObject({
      ok: false,
      error: { code: 'internal' },
    })
    expect(onBug).toHaveBeenCalledOnce()
  })
})
