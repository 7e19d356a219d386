import type { Uncaptured } from '../core/checkpoint/checkpoint'
import { type CommitGate, type GateReason, uncoveredFiles } from '../core/gate/commit-gate'
import { gateOf, heldBackRules, pausedUntil } from '../core/gate/held-back'
import type { ChangedFile, FileStatus, RepoStatus } from '../core/repo/repo-status'
import type { Settings } from '../core/settings'
import { uncapturedWhy } from '../core/words/checkpoint-words'
import { count } from '../core/words/counts'
import { displayName } from '../core/words/display-name'
import { gateHeadline, gateNextStep } from '../core/words/gate-words'
import { clockTime } from '../core/words/times'
import { type JsonPath, jsonPath } from './json-path'

/** The gate as scripts read it. */
export interface GateJson {
  readonly state: 'open' | 'closed'
  readonly reason: GateReason | null
  readonly files: readonly { readonly path: JsonPath; readonly status: FileStatus }[]
  /** Changed files that are held back, so that they do not close the gate. */
  readonly heldBack: readonly JsonPath[]
  /**
   * There when something is held back: whether the baseline of a start would hold each file, and why not (an errno
   * name, `LEFT_OUT`, `TOO_BIG`, …). One that no checkpoint would hold closes the gate.
   */
  readonly coverage?: readonly { readonly path: JsonPath; readonly covered: boolean; readonly why: string | null }[]
  readonly head: string | null
  readonly branch: string | null
  readonly detached: boolean
}

/** The gate of a repository, and which of its held-back files no checkpoint would hold. */
export interface GateAnswer {
  readonly gate: CommitGate
  readonly uncovered: readonly Uncaptured[]
}

export function decideGate(status: RepoStatus, settings: Settings, repoId: string): GateAnswer {
  const gate = gateOf(status, settings, repoId)
  return { gate, uncovered: uncoveredFiles(gate.heldBack, heldBackRules(settings, repoId).leftOut) }
}

export function gateJson({ gate, uncovered }: GateAnswer, { head }: RepoStatus): GateJson {
  const closed = gate.kind === 'closed' ? gate : null
  const why = new Map(uncovered.map((file) => [file.path, file.why]))
  return {
    state: gate.kind,
    reason: closed?.reason ?? null,
    files: (closed?.files ?? []).map(({ path, status }) => ({ path: jsonPath(path), status })),
    heldBack: gate.heldBack.map(({ path }) => jsonPath(path)),
    ...(gate.heldBack.length === 0
      ? {}
      : {
          coverage: gate.heldBack.map(({ path }) => ({
            path: jsonPath(path),
            covered: !why.has(path),
            why: why.get(path) ?? null,
          })),
        }),
    head: head.commit,
    branch: head.branch,
    detached: head.detached,
  }
}

/** A list longer than this is cut: whoever wants all of it asks for JSON. */
const mostShown = 50

/** The gate for people: what holds, the files that close it, what to do. */
export function gateText({ gate, uncovered }: GateAnswer): string {
  const missing = uncovered.map(({ path, why }) => `  ${displayName(path)}  ${uncapturedWhy(why)}`)
  const heldBack = [
    ...(gate.heldBack.length === 0 ? [] : ['', 'Held back:', ...fileLines(gate.heldBack)]),
    ...(missing.length === 0 ? [] : ['', 'Held back and in no checkpoint:', ...missing]),
  ]
  if (gate.kind === 'open') return ['Gate open: everything is committed.', ...heldBack].join('\n')
  const { reason, files } = gate
  return [gateHeadline(reason, files.length), ...fileLines(files), gateNextStep(reason), ...heldBack].join('\n')
}

/** The pause that holds for a repository now, in words; null when there is none. */
export function pauseText(settings: Settings, repoId: string, nowMs: number): string | null {
  const untilMs = pausedUntil(settings, repoId, nowMs)
  return untilMs === null ? null : `The gate is paused in Firebreak until ${clockTime(untilMs)}.`
}

function fileLines(files: readonly ChangedFile[]): string[] {
  const width = Math.max(0, ...files.map(({ status }) => status.length))
  const lines = files.slice(0, mostShown).map(({ status, path, from, filter }) => {
    const former = from === null ? '' : ` (from ${displayName(from)})`
    const why = filter === null ? '' : ` (cannot tell without running ${displayName(filter)})`
    return `  ${status.padEnd(width)}  ${displayName(path)}${former}${why}`
  })
  const more = files.length - mostShown
  return more > 0 ? [...lines, `  and ${count(more, 'more file')}`] : lines
}
