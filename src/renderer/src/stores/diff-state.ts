import type { FileDiff } from '../../../core/diff/file-diff'
import { sameScope, type Scope, type ScopeEnd, type Whitespace } from '../../../core/diff/scope'
import type { RepoPath } from '../../../core/repo/repo-path'
import { unreachable } from '../../../core/result'
import { type FileReview, type SentReview, updatedReview } from '../../../core/review/file-review'
import type { DiffBatch } from '../../../shared/diff-contract'
import { changedFiles, findFile, keepSame, mergeFiles } from './merge-files'

/** What the live diff window shows of a scope. */
export type Shown =
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'diff'
      readonly from: ScopeEnd
      readonly to: ScopeEnd
      readonly whitespace: Whitespace
      /** Sorted by path. A file whose content did not change keeps its identity. */
      readonly files: readonly FileDiff[]
    }
  | { readonly kind: 'nothing'; readonly why: 'no-baseline' | 'no-change' }
  | { readonly kind: 'failed'; readonly message: string; readonly next: string }

export interface DiffState {
  readonly scope: Scope
  readonly live: Shown
  /** What is shown is still that of the scope before: the answer is on its way. */
  readonly reading: boolean
  /** Where the hunks of the files stand in the review, as far as it is told yet. */
  readonly review: ReadonlyMap<RepoPath, FileReview>
  /** While paused: what was shown when the pause began, and which files moved since. */
  readonly paused: { readonly shown: Shown; readonly moved: ReadonlySet<RepoPath> } | null
}

export function initialDiffState(scope: Scope): DiffState {
  return { scope, live: { kind: 'waiting' }, reading: false, review: new Map(), paused: null }
}

/** Another scope is followed. What was shown stays until it is answered, so that what is read does not go and come. */
export function chooseScope(state: DiffState, scope: Scope): DiffState {
  if (sameScope(state.scope, scope)) return state
  const { live } = state
  return live.kind === 'diff' ? { ...initialDiffState(scope), live, reading: true } : initialDiffState(scope)
}

/** The same scope goes on with other ends. */
export function moveScope(state: DiffState, scope: Scope): DiffState {
  return sameScope(state.scope, scope) ? state : { ...state, scope, reading: state.live.kind === 'diff' }
}

/** Takes in what the repo process says; what it says about a scope that is no longer chosen changes nothing. */
export function takeMessage(state: DiffState, message: DiffBatch): DiffState {
  if (!sameScope(message.scope, state.scope)) return state
  const live = nextShown(state.live, message)
  if (live === state.live && !state.reading) return state
  const reading = state.reading && message.type === 'delta'
  if (state.paused === null) return { ...state, live, reading }
  const { shown, moved } = state.paused
  const paused = { shown: withRead(shown, live), moved: new Set([...moved, ...movedPaths(state.live, live)]) }
  return { ...state, live, reading, paused }
}

/** Takes in where hunks stand in the review. */
export function takeReview(state: DiffState, scope: Scope, files: readonly SentReview[]): DiffState {
  if (!sameScope(scope, state.scope)) return state
  const review = new Map(state.review)
  for (const sent of files) {
    const file = updatedReview(review.get(sent.path), sent)
    if (file !== null) review.set(sent.path, file)
  }
  return { ...state, review }
}

export function pause(state: DiffState): DiffState {
  return state.paused === null ? { ...state, paused: { shown: state.live, moved: new Set() } } : state
}

export function resume(state: DiffState): DiffState {
  return state.paused === null ? state : { ...state, paused: null }
}

/** What the window draws. */
export function shownOf({ live, paused }: DiffState): Shown {
  return paused?.shown ?? live
}

function nextShown(before: Shown, message: DiffBatch): Shown {
  switch (message.type) {
    case 'scope': {
      const { from, to, whitespace } = message
      return { kind: 'diff', from, to, whitespace, files: withKept(before, message.files) }
    }
    case 'delta': {
      // Without a whole there is nothing that a part could belong to.
      if (before.kind !== 'diff') return before
      return { ...before, files: mergeFiles(before.files, message.changed, message.gone) }
    }
    case 'nothing':
      return { kind: 'nothing', why: message.why }
    case 'failed':
      return { kind: 'failed', message: message.message, next: message.next }
    default:
      return unreachable(message)
  }
}

function withKept(before: Shown, files: readonly FileDiff[]): readonly FileDiff[] {
  return before.kind === 'diff' ? keepSame(before.files, files) : files
}

/** What came or went, or shows something else. */
function movedPaths(before: Shown, now: Shown): readonly RepoPath[] {
  if (now.kind !== 'diff') return []
  const known = before.kind === 'diff' ? before.files : []
  const gone = known.filter(({ path }) => findFile(now.files, path) === undefined)
  return [...changedFiles(known, now.files), ...gone].map(({ path }) => path)
}

/** A file that was not read when the pause began would never be: what it asks for comes with what moves. */
function withRead(shown: Shown, live: Shown): Shown {
  if (shown.kind !== 'diff' || live.kind !== 'diff') return shown
  const read = shown.files.flatMap(({ path, body }) => {
    const now = body.kind === 'not-loaded' ? findFile(live.files, path) : undefined
    return now === undefined || now.body.kind === 'not-loaded' ? [] : [now]
  })
  return read.length === 0 ? shown : { ...shown, files: mergeFiles(shown.files, read, []) }
}
