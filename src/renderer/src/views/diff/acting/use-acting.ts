import { useMemo } from 'react'
import type { FileDiff, Hunk } from '../../../../../core/diff/file-diff'
import type { RepoPath } from '../../../../../core/repo/repo-path'
import { displayName } from '../../../../../core/words/display-name'
import { count } from '../../../../../core/words/counts'
import type { AppCommand, CommandError, CommandResult } from '../../../../../shared/contract'
import { useApp } from '../../../app-context'
import { shownOf } from '../../../stores/diff-state'
import { useDiff, useDiffState } from '../diff-context'
import { useUndoStack } from '../undo-stack'
import { actingStoreOf, inTurn, type LineSelection, sayDone } from './acting-store'
import { selectedLines } from './line-selection'
import { placeOfHunk } from './place-of-hunk'

/** Everything that can be done with what the window shows. Each says what came of it, and most can be taken back. */
export interface Acting {
  readonly revertHunk: (path: RepoPath, hunkId: string) => void
  readonly revertLines: (selection: LineSelection) => void
  readonly revertFile: (path: RepoPath) => void
  readonly askRevertChange: (number: number, files: number) => void
  /** Answers the question that is asked. */
  readonly goOn: () => void
  readonly close: () => void
  readonly stage: (path: RepoPath, hunkId: string | null) => void
  readonly copyPatch: (path: RepoPath, hunkId: string | null) => void
  readonly copyPath: (path: RepoPath) => void
  readonly open: (path: RepoPath, hunkId: string | null) => void
  readonly exportPatch: () => void
}

export function useActing(): Acting {
  const { repoId, diff } = useDiff()
  const { dispatch } = useApp()
  const undo = useUndoStack()
  return useMemo(() => {
    const store = actingStoreOf(diff)
    const shown = () => {
      const state = diff.store.getState()
      const now = shownOf(state)
      return {
        scope: state.scope,
        whitespace: now.kind === 'diff' ? now.whitespace : ('exact' as const),
        files: now.kind === 'diff' ? now.files : [],
        isDisk: now.kind === 'diff' && now.to.kind === 'disk',
      }
    }
    const fileAt = (path: RepoPath) => shown().files.find((file) => file.path === path)
    const fromOf = (path: RepoPath) => fileAt(path)?.from ?? null

    const say = (text: string, takeBack: (() => void) | null, stays = false) => sayDone(diff, text, takeBack, stays)
    // Keys come faster than files are written: what is pressed meanwhile is done after it.
    const send = (command: AppCommand): Promise<CommandResult> => inTurn(diff, () => sendNow(command))
    const sendNow = async (command: AppCommand): Promise<CommandResult> => {
      store.setState({ refusal: null, said: null })
      const result = await dispatch(command)
      if (!result.ok) store.setState({ refusal: result.error })
      return result
    }
    /** What is done under a name can be taken back by it. */
    const undoable = async (what: 'revert' | 'stage', words: string, command: (id: string) => AppCommand) => {
      const id = crypto.randomUUID()
      let done = false
      const takeBack = async () => {
        if (done) return
        done = true
        pushed.drop()
        const taken = await inTurn(diff, async () =>
          (await result).ok ? sendNow({ type: what === 'revert' ? 'revert/undo' : 'stage/undo', repoId, id }) : null,
        )
        if (taken === null) return
        if (taken.ok) return say(`${words}, undone`, null)
        // What was in the way goes by itself, so that the same key does it then.
        done = !['stage-locked', 'busy'].includes(taken.error.code)
        if (!done) pushed.putBack()
      }
      const pushed = undo.push({ what, undo: () => void takeBack() })
      const result = send(command(id))
      if ((await result).ok) say(words, () => void takeBack())
      else pushed.drop()
    }
    const revert = (path: RepoPath, part: Extract<AppCommand, { type: 'revert/part' }>['part'], what: string) => {
      const { scope, whitespace } = shown()
      void undoable('revert', `Reverted ${what}`, (id) => ({
        type: 'revert/part',
        repoId,
        id,
        scope,
        whitespace,
        path,
        from: part.kind === 'file' ? fromOf(path) : null,
        part,
      }))
    }
    const name = (path: RepoPath) => displayName(path)
    const revertNow = (path: RepoPath, hunkId: string | null) =>
      hunkId === null
        ? revert(path, { kind: 'file' }, name(path))
        : revert(path, { kind: 'hunk', hunkId }, `1 hunk in ${name(path)}`)
    /** A file that was added goes when it is reverted: that is asked first. */
    const revertOrAsk = (path: RepoPath, hunkId: string | null) => {
      const file = fileAt(path)
      if (file === undefined) return
      if (file.change === 'added') store.setState({ question: { kind: 'delete-file', file, hunkId } })
      else revertNow(path, hunkId)
    }
    return {
      revertHunk: (path, hunkId) => revertOrAsk(path, hunkId),
      revertFile: (path) => revertOrAsk(path, null),
      revertLines(selection) {
        const hunk = hunkOf(fileAt(selection.path), selection.hunkId)
        if (hunk === undefined) return
        const lines = selectedLines(hunk, selection)
        if (lines.length === 0) return
        store.setState({ selection: null })
        const { path, hunkId } = selection
        revert(path, { kind: 'lines', hunkId, lines: [...lines] }, `${count(lines.length, 'line')} in ${name(path)}`)
      },
      askRevertChange: (number, files) => store.setState({ question: { kind: 'revert-change', number, files } }),
      goOn() {
        const { question } = store.getState()
        store.setState({ question: null })
        if (question?.kind === 'delete-file') revertNow(question.file.path, question.hunkId)
        if (question?.kind !== 'revert-change') return
        const { number } = question
        void undoable('revert', `Reverted change ${number}`, (id) => ({ type: 'revert/change', repoId, id, number }))
      },
      close: () => store.setState({ question: null }),
      stage(path, hunkId) {
        if (diff.store.getState().scope.kind !== 'uncommitted')
          return store.setState({ refusal: onlyUncommitted, said: null })
        const what = hunkId === null ? name(path) : `1 hunk in ${name(path)}`
        void undoable('stage', `Staged ${what}`, (id) => ({
          type: 'stage/add',
          repoId,
          id,
          path,
          from: hunkId === null ? fromOf(path) : null,
          hunkId,
        }))
      },
      async copyPatch(path, hunkId) {
        const { scope, whitespace } = shown()
        const from = fromOf(path)
        const done = await send({ type: 'patch/copy', repoId, scope, whitespace, path, from, hunkId })
        if (done.ok) say(hunkId === null ? `Copied the patch of ${name(path)}` : 'Copied the patch of 1 hunk', null)
      },
      async copyPath(path) {
        const done = await send({ type: 'file/copy-path', repoId, path })
        if (done.ok) say(`Copied ${name(path)}`, null)
      },
      open(path, hunkId) {
        const hunk = hunkId === null ? undefined : hunkOf(fileAt(path), hunkId)
        const place = hunk === undefined ? { line: null, around: [] } : placeOfHunk(hunk, shown().isDisk)
        void send({ type: 'file/open', repoId, path, ...place })
      },
      async exportPatch() {
        const { scope } = shown()
        // After what was pressed before it; but nothing waits for a person who looks for a folder.
        await inTurn(diff, () => Promise.resolve())
        const done = await sendNow({ type: 'patch/export', repoId, scope })
        if (done.ok && done.value !== null) say(done.value, null, true)
      },
    }
  }, [repoId, diff, dispatch, undo])
}

/** Why a hunk or a file cannot be staged as it is shown now; null when it can. */
export function useWhyNotStage(what: 'hunk' | 'file'): string | null {
  const isUncommitted = useDiffState((state) => state.scope.kind === 'uncommitted')
  const whitespace = useDiffState((state) => {
    const shown = shownOf(state)
    return shown.kind === 'diff' ? shown.whitespace : 'exact'
  })
  if (!isUncommitted) return 'Only in the scope Uncommitted'
  return what === 'hunk' && whitespace !== 'exact' ? 'Only while white space counts' : null
}

export function hunkOf(file: FileDiff | undefined, hunkId: string): Hunk | undefined {
  return file?.body.kind === 'text' ? file.body.hunks.find(({ id }) => id === hunkId) : undefined
}

const onlyUncommitted: CommandError = {
  code: 'stage-scope',
  message: 'Staging is for what is uncommitted.',
  next: 'Choose the scope Uncommitted first.',
}
