import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { restorePoints } from '../../src/repo/checkpoint/restore/hooks'
import { prunePoints } from '../../src/repo/checkpoint/retention/hooks'
import { openStore, type Store } from '../../src/repo/checkpoint/store'
import { createGitRunner } from '../../src/repo/git/git-runner'
import { readLayout } from '../../src/repo/git/layout'
import { systemClock } from '../../src/services/system-clock'
import { fsck, leftovers, type Listing, listingOf, readBack } from '../integration/checkpoint/checkpoint-bed'
import { createRandom } from '../support/random'
import { createTempDir, createTempRepo } from '../support/temp-repo'
import type { Order } from './actor'
import { createRandomTree } from './random-tree'

// node conductor.mjs <actor.mjs> <minutes> <seed>: works on a repository the way a day does, with a process of its own
// for every act, kills many of them, and compares every byte. Ends with 1 at the first difference.

const [actor = '', minutes = '2', seedText = '1'] = process.argv.slice(2)
const seed = Number(seedText)
const random = createRandom(seed)
const endMs = Date.now() + Number(minutes) * 60_000

const capturePoints = [
  'before-ls-files',
  'after-ls-files',
  'before-update-index',
  'after-update-index',
  'after-write-tree',
  'before-publish',
  'after-publish',
]
/** Points of a restore at which there is a journal. */
const journalled = restorePoints.filter(
  (point) => point !== 'safety-taken' && point !== 'before-journal' && point !== 'after-journal-removal',
)
/** Share of the acts that are killed. Captures only die as long as a third of all deaths and more leaves a journal. */
const deadly = { capture: 0.3, restore: 0.7 }
const keepAtMost = 60

interface Known {
  readonly listing: Listing
  /** Bytes of the index; null when another git may have been writing it, or when the checkpoint did not read it. */
  readonly index: string | null
}

const totals = {
  edits: 0,
  checkpoints: 0,
  restores: 0,
  undos: 0,
  redos: 0,
  recoveries: 0,
  forgotten: 0,
  neighbours: 0,
  kills: 0,
  killsInRestores: 0,
  killsWithJournal: 0,
  compared: 0,
  points: {} as Record<string, number>,
}

const repo = createTempRepo({ files: { 'a.ts': 'one\n', 'src/b.ts': 'two\n', '.gitignore': '*.log\n.env\n' } })
// Its commits are of long ago. What a reset drops stays in the reflog all the same, as it does for a month.
repo.git('config', 'gc.reflogExpire', 'never')
repo.git('config', 'gc.reflogExpireUnreachable', 'never')
const home = createTempDir('soak-home')
const tree = createRandomTree(repo, random)
const known = new Map<string, Known>()
/** Paths written since the newest checkpoint. */
const uncaptured = new Set<string>()
/** How long an act of each kind took when it was last played to its end. */
const durationsMs = new Map<string, number>()
/** More than these paths was written, by a restore or by a neighbour. */
let moreThanNamed = false

const git = createGitRunner({ clock: systemClock, env: process.env })
const open = async (): Promise<Store> => {
  const layout = await readLayout(git, repo.path, { firebreakHome: home, homeDir: homedir() })
  if (!layout.ok) throw new Error(JSON.stringify(layout.error))
  const store = await openStore({ firebreakHome: home, layout: layout.value, git, clock: systemClock })
  if (!store.ok) throw new Error(JSON.stringify(store.error))
  return store.value
}
const store = await open()
const journal = join(store.folder, 'journal.json')

const chance = (share: number) => random() < share
const pick = <T>(from: readonly T[]): T => {
  const one = from[Math.floor(random() * from.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}
const indexBytes = () => {
  const file = join(repo.path, '.git', 'index')
  return existsSync(file) ? readFileSync(file, 'latin1') : ''
}
const now = (): Known => ({ listing: listingOf(repo.path), index: indexBytes() })

type Ended = { readonly kind: 'said'; readonly answer: unknown } | { readonly kind: 'killed' }

/** Runs one act; a death is either at a named point or after a random time. */
function play(act: Order['act'], share: number, points: readonly string[]): Promise<Ended> {
  const isRestore = points === restorePoints
  const dies = chance(share) && (isRestore || totals.kills + 1 < totals.killsWithJournal * 2.5)
  // On a busy machine a kill after some time often comes before the journal; then only points behind it are left.
  const isBehind = isRestore && totals.killsWithJournal * 2.5 < totals.kills
  const atPoint = dies && (isBehind || chance(isRestore ? 0.9 : 0.75))
  // Points take turns, so that each of them is met.
  const point = atPoint ? leastUsed(isRestore && (isBehind || chance(0.9)) ? journalled : points) : null
  const order: Order = { act, die: point === null ? null : { at: point, nth: 1 + Math.floor(random() ** 3 * 4) } }
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [actor, repo.path, home, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let out = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    const startedMs = Date.now()
    const usualMs = durationsMs.get(act.kind) ?? 500
    const timer = dies && !atPoint ? setTimeout(() => child.kill('SIGKILL'), usualMs * (0.4 + random() * 0.6)) : null
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (timer !== null) clearTimeout(timer)
      if (signal === 'SIGKILL') {
        totals.kills += 1
        if (point !== null) totals.points[point] = (totals.points[point] ?? 0) + 1
        resolve({ kind: 'killed' })
      } else if (code === 0) {
        durationsMs.set(act.kind, Date.now() - startedMs)
        resolve({ kind: 'said', answer: JSON.parse(out) })
      } else reject(new Error(`${act.kind} ended with ${code}: ${out}`))
    })
  })
}

function leastUsed(points: readonly string[]): string {
  const uses = (point: string) => totals.points[point] ?? 0
  const least = Math.min(...points.map(uses))
  return pick(points.filter((point) => uses(point) === least))
}

function fail(what: string, detail: unknown): never {
  process.stderr.write(
    `${what} (seed ${seed})\n${JSON.stringify(detail, null, 1).slice(0, 4000)}\nkept: ${repo.path} ${home}\n`,
  )
  process.exit(1)
}

function same(what: string, actual: Known, expected: Known, withIndex = true): void {
  totals.compared += 1
  const differing = [...new Set([...Object.keys(actual.listing), ...Object.keys(expected.listing)])].filter(
    (path) => actual.listing[path] !== expected.listing[path],
  )
  if (differing.length > 0)
    fail(
      what,
      differing.map((path) => ({ path, is: actual.listing[path], should: expected.listing[path] })),
    )
  if (withIndex && expected.index !== null && actual.index !== expected.index) fail(`${what}: the index`, {})
}

const madeSchema = z.object({ ok: z.literal(true), value: z.object({ id: z.string() }) })
const changeSchema = z.object({ ok: z.literal(true), value: z.object({ checkpoint: z.object({ id: z.string() }) }) })
const outcomeSchema = z.object({
  ok: z.literal(true),
  value: z.object({ conflicts: z.array(z.unknown()), safety: z.string(), index: z.string() }),
})
function read<T>(schema: z.ZodType<T>, what: string, answer: unknown): T {
  const parsed = schema.safeParse(answer)
  return parsed.success ? parsed.data : fail(`${what} did not succeed`, answer)
}

/** Checkpoints that were published by somebody who died before saying so hold what was there. */
function adopt(what: Known): void {
  for (const id of store.refs.list()) {
    if (known.has(id)) continue
    known.set(id, what)
    uncaptured.clear()
  }
}

async function checkpoint(kind: 'full' | 'change'): Promise<void> {
  const before = now()
  const act: Order['act'] =
    kind === 'full' || moreThanNamed || known.size === 0 ? { kind: 'full' } : { kind: 'change', paths: [...uncaptured] }
  const ended = await play(act, deadly.capture, capturePoints)
  same('the repository after a capture', now(), before)
  const captured = act.kind === 'full' ? before : { ...before, index: null }
  if (ended.kind === 'said') {
    const id =
      act.kind === 'full'
        ? read(madeSchema, 'a full capture', ended.answer).value.id
        : read(changeSchema, 'a change capture', ended.answer).value.checkpoint.id
    if (!known.has(id)) known.set(id, captured)
    else same('an unchanged tree', { ...before, index: null }, known.get(id) ?? before, false)
    totals.checkpoints += 1
    uncaptured.clear()
    moreThanNamed = false
  }
  adopt(captured)
}

async function restoreSomething(): Promise<void> {
  const id = pick([...known.keys()])
  const target = known.get(id)
  if (target === undefined) return
  const before = now()
  moreThanNamed = true
  const ended = await play({ kind: 'restore', id }, deadly.restore, restorePoints)
  totals.restores += 1
  if (ended.kind === 'killed') return afterDeath(before, target)
  const { value } = read(outcomeSchema, 'a restore', ended.answer)
  if (value.conflicts.length > 0) fail('a restore that nobody disturbed has conflicts', value.conflicts)
  same('the restored tree', now(), target)
  known.set(value.safety, before)
  adopt(before)
  const restored = now()
  // A restore that had nothing to do is none that could be undone.
  if (JSON.stringify(restored) !== JSON.stringify(before) && chance(0.6)) await takeBack(restored, before, 'undos')
}

/** Undo, and perhaps redo, each of which may be killed as well. */
async function takeBack(from: Known, to: Known, kind: 'undos' | 'redos'): Promise<void> {
  const ended = await play({ kind: 'undo' }, deadly.restore / 2, restorePoints)
  totals[kind] += 1
  if (ended.kind === 'killed') return afterDeath(from, to)
  const { value } = read(outcomeSchema, 'an undo', ended.answer)
  if (value.conflicts.length > 0) fail('an undo that nobody disturbed has conflicts', value.conflicts)
  same('the tree after an undo', now(), to)
  known.set(value.safety, from)
  adopt(from)
  if (kind === 'undos' && chance(0.5)) await takeBack(to, from, 'redos')
}

/** Each path is wholly old or wholly new; what was interrupted is then finished or undone, which may be killed too. */
async function afterDeath(before: Known, target: Known): Promise<void> {
  totals.killsInRestores += 1
  adopt(before)
  if (!existsSync(journal)) {
    const left = now()
    const isOld = JSON.stringify(sorted(left.listing)) === JSON.stringify(sorted(before.listing))
    return same('a tree without a journal', left, isOld ? before : target, false)
  }
  totals.killsWithJournal += 1
  for (const [path, what] of Object.entries(listingOf(repo.path))) {
    if (/(^|\/)\.ckpt-[0-9a-f]{12}\.tmp$/.test(path) || what === 'folder') continue
    if (what !== before.listing[path] && what !== target.listing[path])
      fail('a path is neither old nor new', { path, what, old: before.listing[path], new: target.listing[path] })
  }
  const how = chance(0.5) ? 'finish' : 'undo'
  for (let attempt = 0; ; attempt++) {
    const ended = await play({ kind: 'recover', how }, attempt < 2 ? 0.4 : 0, restorePoints)
    if (ended.kind === 'said') {
      read(outcomeSchema, 'a recovery', ended.answer)
      break
    }
    totals.killsInRestores += 1
    // The kill can come after the last step.
    if (!existsSync(journal)) break
    totals.killsWithJournal += 1
  }
  totals.recoveries += 1
  same(`the tree after a recovery (${how})`, now(), how === 'finish' ? target : before)
  adopt(now())
}

function sorted(listing: Listing): readonly (readonly [string, string])[] {
  return Object.entries(listing).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** What other programs do to the repository between two acts. */
function neighbour(): void {
  moreThanNamed = true
  totals.neighbours += 1
  pick([
    () => repo.tryGit('add', '-A'),
    () => repo.tryGit('commit', '-q', '--allow-empty', '-m', 'by somebody'),
    () => repo.tryGit('reset', '-q', '--hard'),
    () => repo.tryGit('reset', '-q', 'HEAD~1'),
    () => repo.tryGit('clean', '-qfd'),
    () => repo.tryGit('rm', '-q', '--cached', '-r', '--ignore-unmatch', 'src'),
    () => repo.tryGit('stash', '-q'),
    () => repo.tryGit('gc', '-q', '--prune=now'),
  ])()
}

/** A capture while somebody else adds, commits and collects garbage. */
async function disturbed(): Promise<void> {
  const { listing } = now()
  const orders = [
    ['add', '-A'],
    ['commit', '-q', '--allow-empty', '-m', 'meanwhile'],
    ['gc', '-q', '--prune=now'],
  ]
  const others = orders.map(
    (args) =>
      new Promise<void>((resolve) => {
        spawn('git', args, { cwd: repo.path, stdio: 'ignore' }).once('close', () => resolve())
      }),
  )
  const ended = await play({ kind: 'full' }, 0, capturePoints)
  await Promise.all(others)
  const { value } = read(madeSchema, 'a disturbed capture', ended.kind === 'said' ? ended.answer : null)
  known.set(value.id, { listing, index: null })
  uncaptured.clear()
  moreThanNamed = false
  totals.checkpoints += 1
  totals.neighbours += orders.length
}

async function forgetSome(): Promise<void> {
  while (known.size > keepAtMost) {
    const id = pick([...known.keys()].toSorted().slice(0, -10))
    const ended = await play({ kind: 'forget', id }, deadly.capture, prunePoints)
    if (ended.kind === 'said') totals.forgotten += 1
    if (ended.kind === 'said' || store.refs.read(id) === null) known.delete(id)
  }
}

while (Date.now() < endMs) {
  for (const path of tree.edit(8)) {
    uncaptured.add(path)
    totals.edits += 1
  }
  if (chance(0.5)) {
    await checkpoint(chance(0.5) ? 'change' : 'full')
  } else {
    if (chance(0.7)) neighbour()
    await (chance(0.2) ? disturbed() : checkpoint('full'))
  }
  if (known.size > 0 && chance(0.6)) await restoreSomething()
  await forgetSome()
}

// The last act: everything that was promised is still there, and nothing else. Who comes next clears up after the dead.
moreThanNamed = true
deadly.capture = 0
await checkpoint('full')
const last = await open()
const listed = last.refs.list()
for (const id of known.keys()) if (!listed.includes(id)) fail('a checkpoint vanished', id)
for (const id of listed) {
  const { checkpoint: one } = await last.record(id)
  const expected = known.get(id)
  if (expected === undefined) fail('a checkpoint that nobody made', id)
  if (!one.complete) fail('a checkpoint is partial', one.uncaptured)
  same(`checkpoint ${id}`, { listing: await readBack(last, one), index: null }, { ...expected, index: null }, false)
}
const damage = fsck(last)
if (damage !== '') fail('fsck', damage)
const temps = [
  ...leftovers(last),
  ...Object.keys(listingOf(repo.path)).filter((path) => path.includes('.ckpt-')),
  ...readdirSync(join(repo.path, '.git')).filter((name) => name.endsWith('.lock')),
]
if (temps.length > 0) fail('temporary files are left', temps)
if (totals.kills === 0 || totals.killsWithJournal * 3 < totals.kills) fail('too few kills inside restores', totals)

process.stdout.write(`${JSON.stringify({ seed, minutes: Number(minutes), kept: listed.length, ...totals }, null, 1)}\n`)
rmSync(repo.path, { recursive: true, force: true })
rmSync(home, { recursive: true, force: true })
