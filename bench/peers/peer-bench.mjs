// Firebreak and another program, side by side: each has a copy of the same repository, and the same edits are made to
// them in turn.
import { mkdirSync, realpathSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeTreeFast } from '../lib/fast-tree.mjs'
import { openLiveDiff, withFolder } from '../lib/firebreak.mjs'
import { editedFile, editedLine, treeSizes } from '../lib/generated-tree.mjs'
import { readPageClock } from '../lib/page-clock.mjs'
import { lookFor, noteDeltas, seen } from '../lib/page-probe.mjs'
import { short } from '../lib/rows.mjs'
import { startSmallProcess } from '../lib/small-process.mjs'
import { median, p90 } from '../lib/stats.mjs'

/**
 * `edit` saves a tag and resolves with the moment before the first byte. `expect` is called before an edit and
 * `seenAtMs` after it; that is the moment of our clock at which the peer shows it, null when it does not come in time.
 * @typedef {{ version: string, close: () => unknown, expect: (tag: string) => Promise<unknown>, seenAtMs: (withinMs: number) => Promise<number | null> }} Peer
 * @typedef {(given: { repo: string, home: string, file: string, tags: readonly string[], edit: (tag: string) => Promise<number> }) => Promise<Peer>} OpenPeer
 */

const warmUps = 2
const samples = 11
const restMs = 2_500
const patienceMs = 20_000
/** Two texts that are written in turn, as a program that can only be looked at has to be known to show either. */
const tags = ['tag_of_one', 'tag_of_two']

/**
 * `times`: how often faster Firebreak has to be. `cleanBetween`: the file is put back before each edit, for a peer that
 * sees only that.
 * @param {{ id: string, name: string, times: number, open: OpenPeer, waitsFor: string, cleanBetween?: boolean }} peer
 * @returns {import('../benches.mjs').Bench}
 */
export function peerBench({ id, name, times, open, waitsFor, cleanBetween = false }) {
  return {
    what: `Save to painted, next to ${name}`,
    rows: [
      {
        id,
        what: `save to painted; ratio to ${name}, until ${waitsFor}`,
        unit: 'ms',
        reference: name,
        target: 1 / times,
        noOp: 'never: both have to show each edit',
      },
    ],
    run: () =>
      withFolder((folder) =>
        measure({ folder: realpathSync(folder), open, cleanBetween }).then((row) => ({ [id]: row })),
      ),
  }
}

async function measure({ folder, open, cleanBetween }) {
  const small = startSmallProcess()
  const opened = []
  try {
    const ours = await copyOfTree({ folder, name: 'ours', small })
    const firebreak = await openFirebreak({ ...ours, home: path.join(folder, 'home') })
    opened.push(firebreak)
    const theirs = await copyOfTree({ folder, name: 'theirs', small })
    const home = path.join(folder, 'their-home')
    mkdirSync(home)
    if (!cleanBetween) await theirs.edit(tags[1])
    const peer = await open({ ...theirs, home, file: editedFile, tags })
    opened.push(peer)
    const found = { firebreak: [], peer: [] }
    for (let at = 0; at < warmUps + samples; at++) {
      const tag = tags[at % tags.length]
      const one = await timeEdit({ viewer: firebreak, edit: ours.edit, tag })
      const other = await timeEdit({ viewer: peer, edit: theirs.edit, tag })
      if (cleanBetween) {
        await ours.edit(null)
        await theirs.edit(null)
        await sleep(restMs)
      }
      if (at < warmUps) continue
      found.firebreak.push(one)
      found.peer.push(other)
    }
    return judge({ ...found, version: peer.version })
  } finally {
    small.end()
    for (const { close } of opened) await close()
  }
}

async function copyOfTree({ folder, name, small }) {
  const repo = path.join(folder, name)
  const original = (await makeTreeFast(repo, treeSizes.small)).split('\n')
  let count = 0
  return {
    repo,
    /** Writes the tag into the line, in place and by rename in turn; null puts the file back. */
    edit: (tag) => {
      count++
      const lines = tag === null ? original : original.with(editedLine - 1, `export const ${tag} = 1`)
      return small.save(path.join(repo, editedFile), lines.join('\n'), count % 2 === 0 ? 'rename' : 'in-place')
    },
  }
}

async function openFirebreak({ repo, home }) {
  const { page, close } = await openLiveDiff({ repo, home, beforePage: noteDeltas })
  return {
    close,
    expect: (tag) => lookFor(page, editedFile, tag),
    async seenAtMs(withinMs) {
      const moments = await seen(page, withinMs)
      return moments === null ? null : moments.paintedAtMs + (await readPageClock(page)).offsetMs
    },
  }
}

async function timeEdit({ viewer, edit, tag }) {
  await viewer.expect(tag)
  const savedAtMs = await edit(tag)
  const atMs = await viewer.seenAtMs(patienceMs)
  if (atMs === null) throw new Error(`an edit was not seen within ${patienceMs} ms`)
  // Some look at the clock once a second, so that each edit has to meet another moment of it.
  await sleep(restMs + Math.random() * 1_000)
  return atMs - savedAtMs
}

function judge({ firebreak, peer, version }) {
  return {
    value: median(firebreak),
    base: median(peer),
    notes: [
      `${version}; n = ${peer.length}; p90 ${short(p90(firebreak))} and ${short(p90(peer))} ms`,
      `${short(median(peer) / median(firebreak))} times faster`,
    ],
  }
}
