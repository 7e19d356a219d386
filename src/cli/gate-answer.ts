import { type CommitGate, decideCommitGate, type GateReason } from '../core/gate/commit-gate'
import type { ChangedFile, FileStatus, RepoStatus } from '../core/repo/repo-status'
import type { Settings } from '../core/settings'
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
  readonly head: string | null
  readonly branch: string | null
  readonly detached: boolean
}

export function decideGate(status: RepoStatus, settings: Settings, repoId: string): CommitGate {
  return decideCommitGate(status, new Set(settings.repositories.heldBack[repoId] ?? []))
}

export function gateJson(gate: CommitGate, { head }: RepoStatus): GateJson {
  const closed = gate.kind === 'closed' ? gate : null
  return {
    state: gate.kind,
    reason: closed?.reason ?? null,
    files: (closed?.files ?? []).map(({ path, status }) => ({ path: jsonPath(path), status })),
    heldBack: gate.heldBack.map(({ path }) => jsonPath(path)),
    head: head.commit,
    branch: head.branch,
    detached: head.detached,
  }
}

/** A list longer than this is cut: whoever wants all of it asks for JSON. */
const mostShown = 50

/** The gate for people: what holds, the files that close it, what to do. */
export function gateText(gate: CommitGate): string {
  const heldBack = gate.heldBack.length === 0 ? [] : ['', 'Held back:', ...fileLines(gate.heldBack)]
  if (gate.kind === 'open') return ['Gate open: everything is committed.', ...heldBack].join('\n')
  const { reason, files } = gate
  return [gateHeadline(reason, files.length), ...fileLines(files), gateNextStep(reason), ...heldBack].join('\n')
}

/** The pause that holds for a repository now, in words; null when there is none. */
export function pauseText({ gatePause }: Settings, repoId: string, nowMs: number): string | null {
  if (gatePause === null || gatePause.repoId !== repoId || gatePause.untilMs <= nowMs) return null
  return `The gate is paused in Firebreak until ${clockTime(gatePause.untilMs)}.`
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
