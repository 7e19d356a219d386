import { afterEach, expect, it } from 'vitest'
import { changeEnds } from '../../../src/core/session/change-ends'
import { createRepoBed, linesOf, type RepoBed, take } from '../../support/repo-bed'
import { createTempDir, createTempRepo } from '../../support/temp-repo'

const beds: RepoBed[] = []
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})
async function bedOn(part: Parameters<typeof createRepoBed>[0]): Promise<RepoBed> {
  const made = await createRepoBed(part)
  beds.push(made)
  await made.open()
  await made.fact('watch-changed', ({ watch }) => watch.kind === 'watching')
  return made
}
const sinceBaseline = { kind: 'since-baseline' } as const

it('shows what a session changed once more, after a restart and after it was committed', async () => {
  const repo = createTempRepo({ files: { 'a.txt': 'one\ntwo\n', 'b.txt': 'bee\n' } })
  const home = createTempDir('home')
  const first = await bedOn({ repo, home })
  const baseline = await first.begin('s1')
  repo.write('a.txt', 'one\n2\n')
  const { change } = await first.fact('change-closed')
  take(await first.host.request({ type: 'end-session', repoId: first.repoId, sessionId: 's1' }))
  repo.commitAll('work')
  await first.process.stop()

  const second = await bedOn({ repo, home })
  const window = await second.diff()
  window.show(sinceBaseline)
  await window.until(() => window.messages.find((message) => message.type === 'nothing'))
  const changes = changeEnds([change])
  const show = { type: 'show-session', repoId: second.repoId, sessionId: 's1', baseline: baseline.id, changes } as const
  expect(await second.host.request(show)).toEqual({ ok: true, value: { sessionId: 's1' } })
  await window.until(() => window.files.has('a.txt'))
  expect([...window.files.keys()]).toEqual(['a.txt'])
  expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2'])
  window.show({ kind: 'change', number: 1 })
  await window.until(() => window.messages.find(({ scope, type }) => type === 'scope' && scope.kind === 'change'))
  expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2'])

  // A session that begins takes the window over, and stays in it.
  window.show(sinceBaseline)
  await second.begin('s2')
  await window.until(() => window.files.size === 0)
  expect(await second.host.request(show)).toEqual({ ok: true, value: { sessionId: 's2' } })
  repo.write('b.txt', 'bee\nbuzz\n')
  await window.until(() => window.files.has('b.txt'))
  expect([...window.files.keys()]).toEqual(['b.txt'])
  take(await second.host.request({ type: 'end-session', repoId: second.repoId, sessionId: 's2' }))
  take(await second.host.request(show))
  await window.until(() => window.files.has('a.txt'))
  expect(linesOf(window.files.get('a.txt'))).toEqual([' one', '-two', '+2'])
})

it('says when the baseline of a session is not kept any more', async () => {
  const made = await bedOn({})
  const answer = await made.host.request({
    type: 'show-session',
    repoId: made.repoId,
    sessionId: 's1',
    baseline: '000001-aaaaaaaa',
    changes: [],
  })
  expect(answer).toMatchObject({ ok: false, error: { kind: 'no-such-checkpoint' } })
})
