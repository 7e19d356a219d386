import { createStore, type StoreApi } from 'zustand/vanilla'
import { asideKind } from '../../../../core/review/generated'
import type { RepoPath } from '../../../../core/repo/repo-path'

/** Which files show nothing but their header. */
export interface FoldedFiles {
  /** What a person chose; it goes before the rule. */
  readonly byHand: ReadonlyMap<RepoPath, boolean>
  readonly byRule: (path: RepoPath) => boolean
}

/** Files of which nobody reads every line are folded until somebody opens them. */
export function createFoldedFiles(): StoreApi<FoldedFiles> {
  return createStore<FoldedFiles>(() => ({ byHand: new Map(), byRule: (path) => asideKind(path) !== null }))
}

export function isFolded({ byHand, byRule }: FoldedFiles, path: RepoPath): boolean {
  return byHand.get(path) ?? byRule(path)
}

/** Folds or opens these files, by hand. */
export function foldFiles(store: StoreApi<FoldedFiles>, paths: readonly RepoPath[], folded: boolean): void {
  store.setState(({ byHand }) => ({ byHand: new Map([...byHand, ...paths.map((path) => [path, folded] as const)]) }))
}
