import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { GuardError } from '../../core/guard/guard-error'
import { apart, insertInto, type JournaledEdit, takeOutOnce } from '../../core/guard/guard-journal'
import type { Insertion } from '../../core/guard/hooks-json'
import { err, ok, type Result } from '../../core/result'
import { type ConfigFile, hashOf, readConfigFile, removeConfigFile, replaceConfigFile } from '../codex/config-file'

/** Puts a text into a file as it was read, and answers what takes it out again. */
export async function putInto(file: ConfigFile, insertion: Insertion): Promise<Result<JournaledEdit, GuardError>> {
  const before = file.text ?? ''
  const tail = before.length - insertion.at
  if (file.text === null) await mkdir(dirname(file.target), { recursive: true }).catch(() => {})
  const written = await replaceConfigFile(file, insertInto(before, insertion))
  if (!written.ok) return err({ kind: 'file', error: written.error })
  if (!written.value) return err({ kind: 'changed-meanwhile', file: file.path })
  return ok({ path: file.path, existed: file.text !== null, ...insertion, tail, hashBefore: hashOf(before) })
}

/**
 * Takes an edit out again, to the byte where nothing else changed since; `isOurs` says whether what stands in its place now is
 * still nothing but ours. False where it cannot be told from what others wrote.
 */
export async function takeBack(
  edit: JournaledEdit,
  isOurs: (middle: string, text: string, without: string) => boolean,
): Promise<Result<boolean, GuardError>> {
  const file = await readConfigFile(edit.path, 'follow')
  if (!file.ok) return err({ kind: 'file', error: file.error })
  const { text } = file.value
  if (text === null) return ok(true)
  const parts = apart(text, edit)
  const exact =
    parts !== null && hashOf(parts.without) === edit.hashBefore && isOurs(parts.middle, text, parts.without)
      ? parts.without
      : null
  const without = exact ?? takeOutOnce(text, edit)
  if (without === null) return ok(false)
  const remove = exact === '' && !edit.existed
  const done = await (remove ? removeConfigFile(file.value, false) : replaceConfigFile(file.value, without))
  if (!done.ok) return err({ kind: 'file', error: done.error })
  return done.value ? ok(true) : err({ kind: 'changed-meanwhile', file: edit.path })
}
