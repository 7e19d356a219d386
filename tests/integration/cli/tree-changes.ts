import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { decodePath, type RepoPath } from '../../../src/core/repo/repo-path'
import type { TempRepo } from '../../support/temp-repo'

/** A folder to change: a whole work tree, or a part of it. */
export type Place = Pick<TempRepo, 'path' | 'write' | 'remove' | 'chmod'>

interface TreeChangeCase {
  readonly before: (place: Place) => void
  readonly change: (place: Place) => void
}

/** A folder of a work tree as a place of its own. */
export function placeIn(repo: Place, folder: string): Place {
  return {
    path: join(repo.path, folder),
    write: (path, content) => repo.write(`${folder}/${path}`, content),
    remove: (path) => repo.remove(`${folder}/${path}`),
    chmod: (path, mode) => repo.chmod(`${folder}/${path}`, mode),
  }
}

/** Names that tools get wrong, also one that is not UTF-8. */
export const names: readonly RepoPath[] = [
  decodePath(Buffer.from('caf\xe9.txt', 'latin1')),
  'two words.txt',
  ' lead',
  'trail ',
  'quote".txt',
  'back\\slash',
  'tab\there',
  'new\nline',
  'ünïcödé.txt',
  ':colon',
  '-dash',
  '*',
]

const link = (place: Place, path: string, target: string) => symlinkSync(target, join(place.path, path))

/** Every way to change a tree that a patch can tell. */
export const treeChanges: Readonly<Record<string, TreeChangeCase>> = {
  'a changed text': {
    before: (place) => place.write('t.txt', 'one\ntwo\nthree\n'),
    change: (place) => place.write('t.txt', 'one\n2\nthree\n'),
  },
  'a new and a deleted file': {
    before: (place) => place.write('old.txt', 'old\n'),
    change(place) {
      place.remove('old.txt')
      place.write('new.txt', 'new\n')
    },
  },
  'a moved file': {
    before: (place) => place.write('from.txt', 'same\n'),
    change(place) {
      place.remove('from.txt')
      place.write('dir/to.txt', 'same\n')
    },
  },
  'a binary file': {
    before: (place) => place.write('b.bin', Uint8Array.from([0, 1, 2, 255, 10, 13])),
    change: (place) =>
      place.write(
        'b.bin',
        Uint8Array.from({ length: 300_000 }, (_, at) => (at * 31) % 256),
      ),
  },
  'a binary file that becomes text': {
    before: (place) => place.write('b.bin', Uint8Array.from([0, 1])),
    change: (place) => place.write('b.bin', 'text\n'),
  },
  'a mode': {
    before: (place) => place.write('run.sh', '#!/bin/sh\n'),
    change: (place) => place.chmod('run.sh', 0o755),
  },
  'a mode and a text': {
    before: (place) => place.write('run.sh', '#!/bin/sh\n'),
    change(place) {
      place.write('run.sh', '#!/bin/sh\necho\n')
      place.chmod('run.sh', 0o755)
    },
  },
  'a symlink that leads elsewhere': {
    before(place) {
      place.write('beside', '')
      link(place, 'link', 'here')
    },
    change(place) {
      place.remove('link')
      link(place, 'link', '/somewhere/else')
    },
  },
  'a file that becomes a symlink': {
    before: (place) => place.write('x', 'file\n'),
    change(place) {
      place.remove('x')
      link(place, 'x', 'target')
    },
  },
  'a file that becomes a folder': {
    before: (place) => place.write('x', 'file\n'),
    change(place) {
      place.remove('x')
      place.write('x/y', 'inside\n')
    },
  },
  'a folder that becomes a file': {
    before: (place) => place.write('x/y', 'inside\n'),
    change(place) {
      place.remove('x')
      place.write('x', 'file\n')
    },
  },
  'line endings': {
    before: (place) => place.write('crlf.txt', 'a\r\nb\r\nc\n'),
    change: (place) => place.write('crlf.txt', 'a\nb\r\nc\r\n'),
  },
  'a missing newline at the end': {
    before: (place) => place.write('end.txt', 'a\nb'),
    change: (place) => place.write('end.txt', 'a\nb\n'),
  },
  'a newline that goes': {
    before: (place) => place.write('end.txt', 'a\nb\n'),
    change: (place) => place.write('end.txt', 'a\nc'),
  },
  'empty files': {
    before: (place) => place.write('empty', ''),
    change(place) {
      place.remove('empty')
      place.write('hollow', '')
    },
  },
  'bytes that are not UTF-8': {
    before: (place) => place.write('latin1.txt', Buffer.from('caf\xe9\n', 'latin1')),
    change: (place) => place.write('latin1.txt', Buffer.from('th\xe9\n', 'latin1')),
  },
  'a file above the size that is shown': {
    before: (place) => place.write('large.txt', 'line\n'.repeat(900_000)),
    change: (place) => place.write('large.txt', `${'line\n'.repeat(900_000)}more\n`),
  },
}
