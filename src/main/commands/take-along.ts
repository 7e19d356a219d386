import { isUtf8 } from 'node:buffer'
import { lstat, readFile, writeFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { lineOnDisk } from '../../core/editor/line-on-disk'
import { couldRun } from '../../core/editor/risky-file'
import { describeEditorError } from '../../core/errors/describe-editor-error'
import { describePatchError, isPatchError } from '../../core/errors/describe-patch-error'
import { isUtf8Path } from '../../core/repo/repo-path'
import { err, ok } from '../../core/result'
import { exportWords } from '../../core/words/export-words'
import { patchFileName } from '../../core/words/patch-name'
import { tildePath } from '../../core/words/paths'
import { openInEditor } from '../../services/editor/open-in-editor'
import type { SettingsFile } from '../../services/settings/settings-file'
import type { AppCommand, CommandResult } from '../../shared/contract'
import type { RepoAnswers } from '../../shared/repo-answers'
import type { AppStore } from '../app-store'
import { accepted, failed, refused } from '../command-error'
import type { RepoHost } from '../repo/repo-host'
import type { Shell } from '../shell-port'

interface Deps {
  readonly store: AppStore
  readonly host: RepoHost
  readonly shell: Shell
  readonly settings: SettingsFile
  readonly env: Readonly<Record<string, string | undefined>>
  /** A folder of ours. */
  readonly scratch: string
}

type Wish<T extends AppCommand['type']> = Extract<AppCommand, { type: T }>

/** Copies, exports and opens what a live diff shows. */
export function createTakeAlong({ store, host, shell, settings, env, scratch }: Deps) {
  return {
    async copyPatch(wish: Wish<'patch/copy'>): Promise<CommandResult> {
      const { repoId, scope, whitespace, path, from, hunkId } = wish
      const only = { path, from, hunkId }
      const made = await host.request({ type: 'make-patch', repoId, scope, whitespace, only, folder: null })
      if (!made.ok) return noPatch(made.error)
      if (!isUtf8(made.value.bytes))
        return refused(
          'patch-not-text',
          'This patch holds bytes that are no text, which the clipboard would change.',
          'Export the scope as a .patch file instead.',
        )
      shell.copyText(Buffer.from(made.value.bytes).toString('utf8'))
      return accepted
    },

    async exportPatch({ repoId, scope }: Wish<'patch/export'>): Promise<CommandResult> {
      const repo = store.state().repos[repoId]
      if (repo === undefined) return unknownRepo
      // A live diff that is limited to a folder exports what it shows.
      const folder = settings.current().diffFolders[repoId] ?? null
      const made = await host.request({ type: 'make-patch', repoId, scope, whitespace: 'exact', only: null, folder })
      if (!made.ok) return noPatch(made.error)
      const file = await shell.chooseNewFile(join(repo.top, '..', patchFileName(repo.name, scope, folder)))
      if (file === null) return accepted
      try {
        await writeFile(file, made.value.bytes)
        return ok(exportWords(made.value, tildePath(file, store.state().userHome)))
      } catch (thrown) {
        const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'UNKNOWN'
        return refused('not-written', `The patch could not be written (${code}).`, 'Choose another folder.')
      }
    },

    async copyPath({ path }: Wish<'file/copy-path'>): Promise<CommandResult> {
      if (!isUtf8Path(path)) return notUtf8
      shell.copyText(path)
      return accepted
    },

    async open({ repoId, path, line: shownLine, around }: Wish<'file/open'>): Promise<CommandResult> {
      const top = store.state().repos[repoId]?.top
      if (top === undefined) return unknownRepo
      if (!isUtf8Path(path)) return notUtf8
      const file = resolve(top, path)
      const stats = file.startsWith(top + sep) ? await lstat(file).catch(() => null) : null
      if (stats === null) return refused('file-gone', 'This file is not there any more.', 'Look at its diff instead.')
      const isElsewhere = shownLine !== null && around.length > 0 && stats.isFile() && stats.size <= largestRead
      const now = isElsewhere ? await readFile(file, 'utf8').catch(() => null) : null
      const line = now === null || shownLine === null ? shownLine : lineOnDisk(now, shownLine, around)
      const { editor, terminal } = settings.current()
      const opened = await openInEditor({ setting: editor, terminal, env, scratch }, { file, line, cwd: top })
      if (opened.ok) return accepted
      if (opened.error.kind !== 'no-editor') return err(describeEditorError(opened.error))
      // What the desktop would run is shown where it lies: it was perhaps written a second ago.
      if (stats.isFile() && !couldRun(path, stats.mode)) return shown(await shell.openFile(file))
      shell.showInFolder(file)
      return accepted
    },
  }
}

/** Nobody reads a larger file line by line. */
const largestRead = 16 * 1024 * 1024

function shown(why: string | null): CommandResult {
  if (why === null) return accepted
  return refused('no-editor', 'The desktop has no program for this file.', 'Set your editor in the settings.')
}

function noPatch(error: Extract<RepoAnswers['make-patch'], { ok: false }>['error']): CommandResult {
  return isPatchError(error) ? err(describePatchError(error)) : failed(error)
}

const unknownRepo: CommandResult = refused('unknown-repo', 'This repository is not open.', 'Choose it first.')
const notUtf8: CommandResult = refused(
  'name-not-text',
  'The name of this file holds bytes that are no text.',
  'Open it from a terminal.',
)
