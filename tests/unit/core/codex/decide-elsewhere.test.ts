import { describe, expect, it } from 'vitest'
import { decideElsewhere, type ElsewhereFacts } from '../../../../src/core/codex/decide-elsewhere'

const now = 1_000_000_000
const minute = 60_000

/** A thread that began an hour ago, and whose program runs since. */
function facts(part: Partial<ElsewhereFacts> = {}): ElsewhereFacts {
  return {
    nowMs: now,
    beganAtMs: now - 60 * minute,
    lastAtMs: now - minute,
    turnStarts: [now - 60 * minute, now - 10 * minute],
    isCut: false,
    earlierEndedAtMs: null,
    heldSince: now - 61 * minute,
    ...part,
  }
}

const on = (startedAtMs: number) => ({ kind: 'on', startedAtMs })
const notOn = { kind: 'not-on' }

describe('decideElsewhere', () => {
  it.each<[string, Partial<ElsewhereFacts>, object]>([
    ['one that a process holds began with its first turn', {}, on(now - 60 * minute)],
    ['one that nobody holds is over', { heldSince: 'nobody' }, notOn],
    ['a new thread is not asked about', { beganAtMs: now - 300, turnStarts: [], heldSince: 'nobody' }, on(now - 300)],
    [
      'a thread that was taken up again began with the first turn since then',
      { heldSince: now - 11 * minute },
      on(now - 10 * minute),
    ],
    ['one that was taken up again and has had no prompt since is not on', { heldSince: now - 5 * minute }, notOn],
    [
      'the turns of its earlier session are not its own',
      { earlierEndedAtMs: now - 20 * minute },
      on(now - 10 * minute),
    ],
    ['a late record of a session that ended begins none', { earlierEndedAtMs: now - 2 * minute }, notOn],
    ['where nobody can tell, a recent record counts', { heldSince: 'unknown' }, on(now - 60 * minute)],
    ['where nobody can tell, silence counts too', { heldSince: 'unknown', lastAtMs: now - 11 * minute }, notOn],
    [
      'a turn that began before the part that was read still runs',
      { turnStarts: [], isCut: true, heldSince: now - 30 * minute },
      on(now - 30 * minute - 2000),
    ],
  ])('%s', (_name, part, decision) => {
    expect(decideElsewhere(facts(part))).toEqual(decision)
  })
})
