import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type AppCommand, appCommandSchema } from '../../../src/shared/contract'
import { createAppBed, errorOf, wishes } from '../../support/app-bed'

const types = appCommandSchema.options.map((option) => option.shape.type.value)
const checkpointId = '000001-0123abcd'
const repoId = '0123456789abcdef'
const withCommit = { files: ['a.txt'], message: 'm', identity: null, confirmed: false }

/** One wish of each type that is well formed; the repository in it is not open. */
const wellFormed: { readonly [T in AppCommand['type']]: Extract<AppCommand, { type: T }> } = {
  'repo/choose-folder': { type: 'repo/choose-folder' },
  'repo/choose': { type: 'repo/choose', repoId },
  'repo/accept-capture': { type: 'repo/accept-capture', repoId },
  'repo/hold-back': { type: 'repo/hold-back', repoId, path: 'a.txt' },
  'repo/release': { type: 'repo/release', repoId, path: 'a.txt' },
  'repo/consent-filter': { type: 'repo/consent-filter', repoId, filter: 'lfs' },
  'repo/commit': { type: 'repo/commit', repoId, ...withCommit },
  'repo/uncommit': { type: 'repo/uncommit', repoId, commit: 'a'.repeat(40) },
  'session/start': wishes(repoId).start(),
  'session/commit-and-start': wishes(repoId).commitAndStart(['a.txt']),
  'session/start-by-hand': { type: 'session/start-by-hand', repoId, lane: 'spark' },
  'session/review': { type: 'session/review', sessionId: 'nobody' },
  'session/stop-following': { type: 'session/stop-following', sessionId: 'nobody' },
  'model/select': { type: 'model/select', modelId: 'gpt-5.4', scope: 'ask' },
  'model/effort': { type: 'model/effort', effort: 'high' },
  'model/back': { type: 'model/back', place: 'everywhere' },
  'model/forget-next': { type: 'model/forget-next' },
  'model/keep': { type: 'model/keep' },
  'lane/use-model': { type: 'lane/use-model', lane: 'standard', modelId: 'gpt-5.4' },
  'limits/refresh': { type: 'limits/refresh' },
  'limits/show-history': { type: 'limits/show-history', limitId: 'codex', minutes: 300, span: 'day' },
  'limits/close-history': { type: 'limits/close-history' },
  'guard/install': { type: 'guard/install' },
  'guard/uninstall': { type: 'guard/uninstall' },
  'guard/check': { type: 'guard/check' },
  'guard/commit-and-let-through': { type: 'guard/commit-and-let-through', refusalId: 'a.b' },
  'guard/let-through': { type: 'guard/let-through', refusalId: 'a.b' },
  'guard/dismiss': { type: 'guard/dismiss', refusalId: 'a.b' },
  'gate/pause': { type: 'gate/pause', repoId, until: '30-minutes' },
  'gate/resume': { type: 'gate/resume', repoId },
  'checkpoint/create': { type: 'checkpoint/create', repoId, label: null },
  'checkpoint/preview': { type: 'checkpoint/preview', repoId, checkpointId, paths: null, window: 'home' },
  'checkpoint/restore': { type: 'checkpoint/restore', repoId, confirmedDeletions: null },
  'checkpoint/close-preview': { type: 'checkpoint/close-preview', repoId },
  'checkpoint/close-outcome': { type: 'checkpoint/close-outcome', repoId },
  'checkpoint/undo': { type: 'checkpoint/undo', repoId },
  'checkpoint/recover': { type: 'checkpoint/recover', repoId, how: 'finish' },
  'checkpoint/forget': { type: 'checkpoint/forget', repoId, checkpointId },
  'checkpoint/pin': { type: 'checkpoint/pin', repoId, checkpointId, pinned: true },
  'checkpoint/leave-out': { type: 'checkpoint/leave-out', repoId, paths: [] },
  'loss/dismiss': { type: 'loss/dismiss', repoId },
  'window/open': { type: 'window/open', view: 'diff', repoId },
  'window/keep-on-top': { type: 'window/keep-on-top', repoId, on: true },
  'diff/attach': { type: 'diff/attach', repoId },
  'settings/set': { type: 'settings/set', change: { key: 'theme', value: 'dark' } },
  'notice/dismiss': { type: 'notice/dismiss', id: 'x' },
  'review/mark': {
    type: 'review/mark',
    repoId,
    id: 'u1',
    scope: { kind: 'uncommitted' },
    whitespace: 'exact',
    path: null,
    hunkIds: null,
    reviewed: true,
    how: 'all',
  },
  'review/undo': { type: 'review/undo', repoId, id: null },
  'revert/part': {
    type: 'revert/part',
    repoId,
    id: 'u1',
    scope: { kind: 'uncommitted' },
    whitespace: 'exact',
    path: 'a.txt',
    from: null,
    part: { kind: 'hunk', hunkId: 'h' },
  },
  'revert/change': { type: 'revert/change', repoId, id: 'u1', number: 1 },
  'revert/undo': { type: 'revert/undo', repoId, id: 'u1' },
  'stage/add': { type: 'stage/add', repoId, id: 'u1', path: 'a.txt', from: null, hunkId: null },
  'stage/undo': { type: 'stage/undo', repoId, id: 'u1' },
  'patch/copy': {
    type: 'patch/copy',
    repoId,
    scope: { kind: 'uncommitted' },
    whitespace: 'exact',
    path: 'a.txt',
    from: null,
    hunkId: null,
  },
  'patch/export': { type: 'patch/export', repoId, scope: { kind: 'uncommitted' } },
  'file/copy-path': { type: 'file/copy-path', repoId, path: 'a.txt' },
  'file/open': { type: 'file/open', repoId, path: 'a.txt', line: 1, around: [] },
  'reviewed/preview': { type: 'reviewed/preview', repoId },
  'reviewed/close': { type: 'reviewed/close', repoId },
  'reviewed/commit': {
    type: 'reviewed/commit',
    repoId,
    also: [],
    message: 'm',
    identity: null,
    confirmed: false,
  },
  'app/quit': { type: 'app/quit' },
}

/** What each wish about a repository that is not open, or a session that is not there, is answered with. */
const refusals: Partial<Record<AppCommand['type'], string>> = {
  'model/back': 'nothing-to-take-back',
  'guard/install': 'codex-failing',
  'guard/commit-and-let-through': 'unknown-refusal',
  'guard/let-through': 'unknown-refusal',
  'repo/choose': 'unknown-repo',
  'repo/commit': 'not-served',
  'repo/uncommit': 'uncommit-not-ours',
  'session/start': 'unknown-repo',
  'session/commit-and-start': 'unknown-repo',
  'session/start-by-hand': 'unknown-repo',
  'session/review': 'unknown-session',
  'session/stop-following': 'unknown-session',
  'checkpoint/create': 'not-served',
  'checkpoint/preview': 'not-served',
  'checkpoint/restore': 'no-preview',
  'checkpoint/undo': 'not-served',
  'checkpoint/recover': 'not-served',
  'checkpoint/forget': 'not-served',
  'checkpoint/pin': 'not-served',
  'window/open': 'unknown-repo',
  'window/keep-on-top': 'no-window',
  'diff/attach': 'no-window',
  'review/mark': 'not-served',
  'review/undo': 'not-served',
  'revert/part': 'not-served',
  'revert/change': 'not-served',
  'revert/undo': 'nothing-to-undo',
  'stage/add': 'not-served',
  'stage/undo': 'nothing-to-undo',
  'patch/copy': 'not-served',
  'patch/export': 'unknown-repo',
  'file/open': 'unknown-repo',
  'reviewed/preview': 'not-served',
  'reviewed/commit': 'no-preview',
}

/** Values that no field of any wish takes. */
const wrong: readonly unknown[] = [undefined, null, 7, {}, [], '', '\0', ['']]

/** Every field of a wish, in turn, with every value that its schema refuses. */
function badVariants(type: AppCommand['type']): readonly (readonly [string, unknown])[] {
  const option = appCommandSchema.options.find((candidate) => candidate.shape.type.value === type)
  const good = wellFormed[type]
  const fields = Object.entries(option?.shape ?? {}).flatMap(([name, field]) =>
    wrong
      .filter((value) => !z.object({ [name]: field }).safeParse({ [name]: value }).success)
      .map((value) => [`${name}: ${JSON.stringify(value)}`, { ...good, [name]: value }] as const),
  )
  return [...fields, ['one field too many', { ...good, more: true }]]
}

describe('the door for windows', () => {
  it('knows every wish of the contract', () => {
    expect(types.toSorted()).toEqual(Object.keys(wellFormed).toSorted())
  })

  it('refuses every wish with a field that is wrong, and nothing happens', async () => {
    const bed = await createAppBed({ cold: true })
    await bed.restart()
    const before = bed.app().store.state()
    const router = bed.app().router
    const accepted: string[] = []
    let tried = 0
    for (const type of types) {
      for (const [what, wish] of badVariants(type)) {
        const answer = await router.fromWindow(wish, { view: 'home' })
        tried++
        if (answer.ok || answer.error.code !== 'bad-command') accepted.push(`${type} with ${what}`)
      }
    }
    for (const raw of [null, undefined, 0, 'app/quit', [], {}, { type: 'app/quit2' }, { type: ['app/quit'] }]) {
      expect(errorOf(await router.fromWindow(raw, { view: 'home' })).code).toBe('bad-command')
    }
    expect(accepted).toEqual([])
    expect(tried).toBeGreaterThan(300)
    expect({ ...bed.app().store.state(), limits: before.limits, models: before.models, codex: before.codex }).toEqual({
      ...before,
      revision: expect.any(Number),
    })
    expect(bed.shell.opened).toEqual([])
    expect(bed.shell.quits()).toBe(0)
  })

  it.each(types)(
    'answers %s in time, without throwing, though nothing is open',
    async (type) => {
      const bed = await createAppBed({ cold: true })
      await bed.restart()
      const answer = await bed.send(wellFormed[type])
      expect(answer.ok ? 'accepted' : answer.error.code).toBe(refusals[type] ?? 'accepted')
      const words = answer.ok ? [] : [answer.error.message, answer.error.next]
      expect(words.filter((said) => !/^[A-Z].*\.$/.test(said))).toEqual([])
    },
    15_000,
  )

  it('answers every wish while the repo process is down', async () => {
    const bed = await createAppBed()
    await bed.process.crash()
    const about = Object.values(wellFormed).map((wish) => ('repoId' in wish ? { ...wish, repoId: bed.repoId } : wish))
    const answers = await Promise.all(about.map((wish) => bed.app().router.fromWindow(wish, { view: 'home' })))
    expect(answers).toHaveLength(types.length)
  }, 20_000)
})
