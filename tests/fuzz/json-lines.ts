import { createLineSplitter } from '../../src/core/line-splitter'
import { createRpcClient } from '../../src/services/codex/rpc-client'
import { chunksOf, mutateBytes } from './mutate'
import { type Chance, type FuzzTarget, must, same } from './target'

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** Every line arrives once, whole and in order, however the bytes were cut; only those that are too long are dropped. */
export const framing: FuzzTarget = {
  name: 'json lines: framing',
  rounds: 400,
  round(chance) {
    const bytes = Buffer.from(textOfLines(chance))
    const maxLineBytes = 1 + chance.int(300)
    const splitter = createLineSplitter({ decode, maxLineBytes })
    const lines = chunksOf(bytes, chance).flatMap((chunk) => splitter.push(chunk))
    const whole = linesOf(bytes)
    const kept = whole.filter((line) => line.length <= maxLineBytes)
    same(lines, kept.map(withoutReturn).map(decode), 'other lines')
    // The unfinished last line may be too long already.
    const dropped = splitter.dropped() - (whole.length - kept.length)
    must(dropped === 0 || dropped === 1, 'another number of dropped lines', splitter.dropped())
  },
}

/** Every request is answered once and with its own answer, whatever is said between. */
export const answers: FuzzTarget = {
  name: 'json lines: answers',
  rounds: 200,
  async round(chance) {
    const sent: number[] = []
    const rpc = createRpcClient<'over'>({
      clock: { now: () => 0, after: () => () => {} },
      send(line) {
        const { id, method }: { id?: number; method?: string } = JSON.parse(line)
        if (id !== undefined && method !== undefined) sent.push(id)
      },
      onNotification: () => {},
    })
    const requests = Array.from({ length: 1 + chance.int(8) }, (_, index) => rpc.request(`ask/${index}`))
    const toAnswer = [...sent].toSorted(() => chance.next() - 0.5)
    const unanswered = toAnswer.splice(0, chance.int(2))
    for (const id of toAnswer) {
      // What was changed into an answer by chance is one.
      for (let noise = chance.int(4); noise > 0; noise--) {
        const line = noiseOf(chance)
        if (!/"id":\s*[1-8]\b.*"(?:result|error)"/.test(line)) rpc.receive(line)
      }
      rpc.receive(JSON.stringify({ id, result: { of: id } }))
      // A second answer to the same question is nobody's.
      if (chance.odds(0.2)) rpc.receive(JSON.stringify({ id, result: 'again' }))
    }
    rpc.close('over')
    const results = await Promise.all(requests)
    const expected = sent.map((id) =>
      unanswered.includes(id)
        ? { ok: false, error: { kind: 'closed', reason: 'over' } }
        : { ok: true, value: { of: id } },
    )
    same(results, expected, 'other answers')
    must(!('polluted' in {}), 'the prototype of objects was changed')
  },
}

function noiseOf(chance: Chance): string {
  const valid = JSON.stringify(
    chance.pick([
      { id: 0, method: 'x' },
      { method: 'x/y', params: {} },
      { id: 'a', result: 1 },
    ]),
  )
  return chance.pick([
    () => decode(mutateBytes(Buffer.from(valid), chance)).replaceAll('\n', ' '),
    () => '{"__proto__":{"polluted":true}}',
    () => `${'['.repeat(2000)}${']'.repeat(2000)}`,
    () => '{"id":99999,"result":1}',
    () => '{"id":{"a":1},"error":{"code":"x"}}',
    () => "thread 'main' panicked at src/main.rs:1:1",
    () => '\ufeff{}',
    () => 'null',
  ])()
}

function textOfLines(chance: Chance): string {
  const ends = ['\n', '\n', '\r\n', '\r\r\n']
  let text = ''
  for (let lines = chance.int(12); lines > 0; lines--) {
    const body = chance.pick([
      '',
      '{}',
      '{"a":"ü💥"}',
      'é'.repeat(chance.int(200)),
      '\u2028\u0000',
      'x'.repeat(chance.int(400)),
    ])
    text += body + chance.pick(ends)
  }
  return chance.odds(0.5) ? text : `${text}{"cut`
}

function linesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  return lines
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === 13 ? line.subarray(0, -1) : line
}
