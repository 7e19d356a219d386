// Every bench there is. A new one: a module that exports a bench, and a line here.
import { burstUi } from './burst-ui.mjs'
import { diffStep } from './diff-step.mjs'
import { guardDecision } from './guard-decision.mjs'
import { largeDiffFirstPaint } from './large-diff-first-paint.mjs'
import { largeDiffScroll } from './large-diff-scroll.mjs'
import { largeDiffUpdate } from './large-diff-update.mjs'
import { largeRepository } from './large-repository.mjs'
import { peerGitCola, peerTig, peerUngit } from './peers.mjs'
import { saveToPainted } from './save-to-painted.mjs'
import { sessionToWindow } from './session-to-window.mjs'
import { trayMemory } from './tray-memory.mjs'
import { watching } from './watching.mjs'

/**
 * One line of the table. `target` is the largest ratio that is good enough.
 * @typedef {{ id: string, what: string, unit: string, reference: string, target: number, noOp: string }} RowPlan
 * `value` and `reference` are in `unit`; `notes` are printed below the row.
 * @typedef {{ value: number, base: number, notes?: readonly string[] }} Measured
 * @typedef {(text: string) => void} Say
 * `run` measures all rows of the bench at once and answers them by id. It throws when it cannot tell work from no work.
 * @typedef {{ what: string, rows: readonly RowPlan[], run: (say: Say) => Promise<Record<string, Measured>> }} Bench
 */

/** @type {readonly Bench[]} */
export const benches = [
  saveToPainted,
  diffStep,
  largeDiffUpdate,
  largeDiffFirstPaint,
  largeDiffScroll,
  burstUi,
  sessionToWindow,
  trayMemory,
  largeRepository,
  watching,
  guardDecision,
  peerUngit,
  peerGitCola,
  peerTig,
]
