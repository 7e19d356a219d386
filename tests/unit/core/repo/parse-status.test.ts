import { expect, it } from 'vitest'
import { parseStatus } from '../../../../src/core/repo/parse-status'

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)
const zeros = '0'.repeat(40)
const records = (...lines: string[]) => new TextEncoder().encode(lines.map((line) => `${line}\0`).join(''))

it('reads where HEAD points', () => {
  const on = (oid: string, head: string) => parseStatus(records(`# branch.oid ${oid}`, `# branch.head ${head}`)).head
  expect(on(a, 'main')).toEqual({ commit: a, branch: 'main', detached: false })
  expect(on(a, '(detached)')).toEqual({ commit: a, branch: null, detached: true })
  expect(on('(initial)', 'trunk')).toEqual({ commit: null, branch: 'trunk', detached: false })
})

it('reads ordinary, unmerged, untracked and ignored records', () => {
  const status = parseStatus(
    records(
      `1 M. N... 100644 100644 100755 ${a} ${b} two words.txt`,
      `u UU N... 100644 100644 100644 100644 ${a} ${a} ${b} torn.txt`,
      '? new\nline',
      '! build/out.js',
      '# stash 3',
    ),
  )
  expect(status.entries).toEqual([
    {
      kind: 'tracked',
      path: 'two words.txt',
      from: null,
      index: 'M',
      workTree: '.',
      headMode: 0o100644,
      indexMode: 0o100644,
      workTreeMode: 0o100755,
      headId: a,
      indexId: b,
    },
    { kind: 'unmerged', path: 'torn.txt' },
    { kind: 'untracked', path: 'new\nline' },
  ])
})

it('takes the record after a rename as its former path', () => {
  const status = parseStatus(
    records(`2 R. N... 100644 100644 100644 ${a} ${a} R100 new name`, '1 old name', `? 2 R. untracked`),
  )
  expect(status.entries.map(({ path }) => path)).toEqual(['new name', '2 R. untracked'])
  expect(status.entries[0]).toMatchObject({ index: 'R', from: '1 old name' })
})

it('keeps the bytes of names that are not UTF-8', () => {
  const bytes = new Uint8Array([...new TextEncoder().encode('? caf'), 0xe9, 0])
  expect(parseStatus(bytes).entries).toEqual([{ kind: 'untracked', path: 'caf\udce9' }])
})

it('reads a deleted file whose ids are zeros', () => {
  expect(parseStatus(records(`1 .D N... 100644 100644 000000 ${a} ${a} gone`)).entries[0]).toMatchObject({
    workTree: 'D',
    workTreeMode: 0,
  })
  expect(parseStatus(records(`1 A. N... 000000 100644 100644 ${zeros} ${a} new`)).entries[0]).toMatchObject({
    headMode: 0,
  })
})

it('throws on a record it does not know', () => {
  expect(() => parseStatus(records('3 what is this'))).toThrow('unknown status record')
})

it('reads nothing from an empty answer', () => {
  expect(parseStatus(new Uint8Array())).toEqual({ head: { commit: null, branch: null, detached: false }, entries: [] })
})
