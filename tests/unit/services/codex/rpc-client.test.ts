import { describe, expect, it } from 'vitest'
import { createRpcClient } from '../../../../src/services/codex/rpc-client'
import { createManualClock } from '../../../support/manual-clock'

function link() {
  const time = createManualClock()
  const sent: unknown[] = []
  const notifications: unknown[] = []
  const rpc = createRpcClient<string>({
    clock: time.clock,
    send: (line) => sent.push(JSON.parse(line)),
    onNotification: (method, params) => notifications.push([method, params]),
  })
  return { ...time, sent, notifications, rpc, reply: (message: object) => rpc.receive(JSON.stringify(message)) }
}

describe('createRpcClient', () => {
  it('gives each request its own answer, whatever the order', async () => {
    const { rpc, sent, reply } = link()
    const first = rpc.request('a', { x: 1 })
    const second = rpc.request('b')
    expect(sent).toEqual([
      { id: 1, method: 'a', params: { x: 1 } },
      { id: 2, method: 'b' },
    ])
    reply({ id: 2, result: 'two' })
    reply({ id: 1, result: { one: 1 } })
    expect(await first).toEqual({ ok: true, value: { one: 1 } })
    expect(await second).toEqual({ ok: true, value: 'two' })
  })

  it('hands on an error answer with the method it belongs to', async () => {
    const { rpc, reply } = link()
    const answer = rpc.request('a')
    reply({ id: 1, error: { code: -32600, message: 'no', data: { why: 'x' } } })
    expect(await answer).toEqual({
      ok: false,
      error: { kind: 'rejected', method: 'a', code: -32600, message: 'no', data: { why: 'x' } },
    })
  })

  it('gives up a request after 15 s, and says that nothing at all was heard', async () => {
    const { rpc, advance, pending } = link()
    const answer = rpc.request('a')
    await advance(14_999)
    expect(pending()).toBe(1)
    await advance(1)
    expect(await answer).toEqual({
      ok: false,
      error: { kind: 'timed-out', method: 'a', afterMs: 15_000, silent: true },
    })
  })

  it('is not silent while it says other things', async () => {
    const { rpc, advance, reply, notifications } = link()
    const answer = rpc.request('a')
    reply({ method: 'news', params: { n: 1 } })
    await advance(15_000)
    expect(await answer).toMatchObject({ error: { silent: false } })
    expect(notifications).toEqual([['news', { n: 1 }]])
  })

  it('takes neither a result nor an error for no answer', async () => {
    const { rpc, reply } = link()
    const answer = rpc.request('a')
    reply({ id: 1 })
    reply({ id: 1, outcome: 'cut' })
    expect(rpc.ignoredLines()).toBe(2)
    reply({ id: 1, result: null })
    expect(await answer).toEqual({ ok: true, value: null })
  })

  it('ignores and counts an answer that comes too late, twice, or to nothing', async () => {
    const { rpc, advance, reply } = link()
    const late = rpc.request('a')
    await advance(15_000)
    reply({ id: 1, result: 'late' })
    const twice = rpc.request('b')
    reply({ id: 2, result: 'first' })
    reply({ id: 2, result: 'second' })
    reply({ id: 99, result: 'whose?' })
    reply({ id: '2', result: 'a text' })
    expect(await late).toMatchObject({ ok: false })
    expect(await twice).toEqual({ ok: true, value: 'first' })
    expect(rpc.ignoredLines()).toBe(4)
  })

  it('stays in step through lines that are no messages', async () => {
    const { rpc, reply } = link()
    const answer = rpc.request('a')
    for (const line of ['', '   ', 'Hello', '{"id":', '[]', '7', 'null', '{"id":{}}', '{"error":"x","id":1}', '{}'])
      rpc.receive(line)
    rpc.receive('['.repeat(200_000))
    rpc.receive(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)
    rpc.receive('{"__proto__":{"id":1,"result":"polluted"}}')
    expect(rpc.ignoredLines()).toBe(11)
    reply({ id: 1, result: 'ok' })
    expect(await answer).toEqual({ ok: true, value: 'ok' })
  })

  it('answers a question with "not supported", so that the other end does not wait', () => {
    const { sent, reply, notifications } = link()
    reply({ id: 0, method: 'item/commandExecution/requestApproval', params: {} })
    reply({ id: 'q', method: 'other/question' })
    expect(sent).toEqual([
      { id: 0, error: { code: -32601, message: 'not supported' } },
      { id: 'q', error: { code: -32601, message: 'not supported' } },
    ])
    expect(notifications).toEqual([])
  })

  it('fails every open and every later request with the one reason it was closed for', async () => {
    const { rpc, sent, pending } = link()
    const open = [rpc.request('a'), rpc.request('b')]
    rpc.close('the process died')
    rpc.close('another reason')
    const failed = { ok: false, error: { kind: 'closed', reason: 'the process died' } }
    expect(await Promise.all([...open, rpc.request('c')])).toEqual([failed, failed, failed])
    rpc.notify('d')
    expect(sent).toHaveLength(2)
    expect(pending()).toBe(0)
  })
})
