import { canBeCommitted, canBeLetThrough, type Refusal, refusalWords } from '../guard/refusal'
import type { GuardState } from '../guard/guard-state'
import { guardConsent, guardStateWords } from '../guard/guard-words'
import { displayName } from '../words/display-name'
import { tildePath } from '../words/paths'

/** What main knows of the guard. */
export interface GuardInfo {
  /** Unknown until Codex could be asked. */
  readonly light: GuardState | 'unknown'
  /** Codex's own words where it cannot read its hooks. */
  readonly warning: string | null
  /** It was installed by the user and nobody has uninstalled it. */
  readonly wanted: boolean
  readonly busy: boolean
  readonly hooksFile: string
  readonly configFile: string
  /** Newest first. */
  readonly refusals: readonly Refusal[]
  /** Ids of those that the user has answered or put away. */
  readonly settled: readonly string[]
}

export const unknownGuard: GuardInfo = {
  light: 'unknown',
  warning: null,
  wanted: false,
  busy: false,
  hooksFile: '',
  configFile: '',
  refusals: [],
  settled: [],
}

/** The guard as windows and the tray show it. */
export interface GuardView {
  readonly light: GuardState | 'unknown'
  /** "Guard on" */
  readonly label: string
  readonly line: string
  readonly next: string
  readonly warning: string | null
  /** It was on, and is not: sessions elsewhere are not stopped any more. */
  readonly lost: boolean
  readonly busy: boolean
  /** What installing means, to be agreed to. */
  readonly consent: readonly string[]
  /** The first session has ended, so that the guard may be offered. */
  readonly offered: boolean
  /** Newest first. */
  readonly refusals: readonly RefusalView[]
}

export interface RefusalView {
  readonly id: string
  readonly atMs: number
  /** Name of the repository or folder. */
  readonly name: string
  readonly path: string
  readonly message: string
  readonly canCommit: boolean
  readonly canLetThrough: boolean
  /** Nobody has answered it yet. */
  readonly open: boolean
}

/** A refusal that is older is told in the list only: its prompt waits no more. */
const openForMs = 60 * 60_000

export function guardView(
  guard: GuardInfo,
  facts: { readonly userHome: string; readonly offered: boolean; readonly nowMs: number },
): GuardView {
  const { light, warning, wanted, busy } = guard
  const words =
    light === 'unknown'
      ? { label: 'Guard not known', line: 'Guard not known: Codex could not be asked about it yet.', next: '' }
      : guardStateWords(light)
  return {
    light,
    ...words,
    warning: warning === null ? null : displayName(warning),
    lost: wanted && light !== 'on' && light !== 'unknown',
    busy,
    consent: guardConsent({
      hooksFile: tildePath(guard.hooksFile, facts.userHome),
      configFile: tildePath(guard.configFile, facts.userHome),
    }),
    offered: facts.offered,
    refusals: guard.refusals.map((refusal) => refusalView(refusal, guard, facts)),
  }
}

function refusalView(
  refusal: Refusal,
  { settled }: GuardInfo,
  { userHome, nowMs }: { readonly userHome: string; readonly nowMs: number },
): RefusalView {
  const { id, atMs, top, cwd } = refusal
  const folder = top || cwd
  return {
    id,
    atMs,
    name: folder.slice(folder.lastIndexOf('/') + 1) || folder,
    path: tildePath(folder, userHome),
    message: refusalWords(refusal),
    canCommit: canBeCommitted(refusal),
    canLetThrough: canBeLetThrough(refusal),
    open: !settled.includes(id) && nowMs - atMs < openForMs,
  }
}
