import { describe, expect, it } from 'vitest'
import { makeCheckpointId, sequenceOf } from '../../../../src/core/checkpoint/checkpoint-id'
import {
  decodeDetails,
  decodeManifest,
  encodeDetails,
  encodeManifest,
  toCheckpoint,
  type Details,
  type Manifest,
} from '../../../../src/core/checkpoint/manifest'

const manifest: Manifest = {
  version: 1,
  id: makeCheckpointId(37, '0123abcd'),
  sequence: 37,
  atMs: 1_767_323_045_000,
  label: 'before lunch',
  reason: 'by-hand',
  sessionId: null,
  head: null,
  branch: 'main',
  scan: 'full',
  files: 3,
  bytes: 20,
  newBytes: 12,
  gitIndex: 'captured',
}

const details: Details = {
  version: 1,
  usual: { file: 0o664, executable: 0o775 },
  permissions: [
    ['b', 0o600],
    ['a\udcff', 0o4755],
  ],
  emptyFolders: ['new\nline'],
  usualFolder: 0o775,
  folderPermissions: [['closed', 0o700]],
  ignoredFolders: ['node_modules'],
  leftOut: [],
  uncaptured: [{ path: 'pipe\udc80', why: 'NOT_REGULAR' }],
  nestedRepos: [{ path: 'sub', head: null, branch: 'main' }],
}

describe('a checkpoint id', () => {
  it('sorts as text in the order of sequences', () => {
    const ids = [1, 9, 10, 35, 36, 1295, 46_655, 2_000_000].map((sequence) => makeCheckpointId(sequence, 'ffffffff'))
    expect(ids.toSorted()).toEqual(ids)
    expect(ids.map(sequenceOf)).toEqual([1, 9, 10, 35, 36, 1295, 46_655, 2_000_000])
  })

  it.each(['', '000001', '000001-12345', '../../x', '000001-0123abcd.lock', '00001-0123abcd'])('is not %j', (text) => {
    expect(sequenceOf(text)).toBe(null)
  })
})

describe('a manifest', () => {
  it('comes back as it was', () => {
    expect(decodeManifest(encodeManifest(manifest))).toEqual({ ok: true, value: manifest })
  })

  it.each([
    ['not JSON', '{'],
    ['version: Invalid input: expected 1', encodeManifest(manifest).replace('"version":1', '"version":2')],
    ['id: not a checkpoint id', encodeManifest({ ...manifest, id: 'x' })],
    ['reason: ', encodeManifest(manifest).replace('by-hand', 'by-foot')],
    ['files: ', encodeManifest({ ...manifest, files: -1 })],
  ])('is refused with %j when it is not one', (error, text) => {
    const decoded = decodeManifest(text)
    expect(decoded.ok ? decoded.value : decoded.error).toContain(error)
  })
})

describe('details', () => {
  it('keep names that are not UTF-8 through JSON and UTF-8', () => {
    const text = new TextDecoder().decode(new TextEncoder().encode(encodeDetails(details)))
    const decoded = decodeDetails(text)
    expect(decoded.ok && decoded.value.uncaptured).toEqual([{ path: 'pipe\udc80', why: 'NOT_REGULAR' }])
    expect(decoded.ok && decoded.value.permissions).toEqual([
      ['a\udcff', 0o4755],
      ['b', 0o600],
    ])
  })

  it('are the same text in whatever order they were gathered', () => {
    const reversed = { ...details, permissions: details.permissions.toReversed() }
    expect(encodeDetails(reversed)).toBe(encodeDetails(details))
  })

  it('make a checkpoint partial when something is not captured', () => {
    expect(toCheckpoint(manifest, details)).toMatchObject({ complete: false, uncaptured: details.uncaptured, files: 3 })
    expect(toCheckpoint(manifest, { ...details, uncaptured: [] }).complete).toBe(true)
  })
})
