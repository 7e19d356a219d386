import { expect, it } from 'vitest'
import { parseLfsPointer } from '../../../../src/core/repo/lfs-pointer'

const sha256 = 'c'.repeat(64)
const version = 'version https://git-lfs.github.com/spec/v1'

it.each([
  ['a pointer', `${version}\noid sha256:${sha256}\nsize 12345\n`, { sha256, sizeBytes: 12345 }],
  [
    'the older name of the specification',
    `version https://hawser.github.com/spec/v1\noid sha256:${sha256}\nsize 0\n`,
    { sha256, sizeBytes: 0 },
  ],
  ['a pointer with an extension', `${version}\next-0-crypt sha256:${sha256}\noid sha256:${sha256}\nsize 1\n`, null],
  ['text after the pointer', `${version}\noid sha256:${sha256}\nsize 1\nmore\n`, null],
  ['another hash', `${version}\noid sha1:${'c'.repeat(40)}\nsize 1\n`, null],
  ['an ordinary file', 'hello\n', null],
  ['nothing', '', null],
])('reads %s', (_name, text, pointer) => {
  expect(parseLfsPointer(text)).toEqual(pointer)
})
