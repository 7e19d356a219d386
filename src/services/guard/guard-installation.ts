import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { scanToml } from '../../core/config/scan-toml'
import { codexFailure, type GuardError, hooksFailure } from '../../core/guard/guard-error'
import {
  type GuardJournal,
  guardJournalSchema,
  isOneTrust,
  type JournaledEdit,
  trustInsertion,
} from '../../core/guard/guard-journal'
import { decideGuardState, type GuardState } from '../../core/guard/guard-state'
import {
  type GuardHook,
  countHooks,
  holdsExactly,
  holdsHook,
  insertHook,
  newHooksJson,
  removeHook,
} from '../../core/guard/hooks-json'
import type { HookRow, HooksReply } from '../../core/codex/hooks-list'
import { err, ok, type Result } from '../../core/result'
import { readConfigFile, replaceConfigFile } from '../codex/config-file'
import type { CodexClient } from '../codex/codex-client'
import type { Supervisor } from '../codex/supervisor'
import { putInto, takeBack } from './journaled-edit'
import { replaceFile } from '../settings/replace-file'
import { disableGuard, enableGuard, guardHook, guardPlaces, installScript, ownFilesSound } from './guard-folder'

type Trusted = Result<GuardJournal['trust'], GuardError>

/** The guard as it stands. */
export interface GuardStatus {
  readonly state: GuardState
  /** Codex's own words where it cannot read the hooks, or null. */
  readonly warning: string | null
}

/** Puts the guard into Codex's files and takes it out again; both only on the user's word. */
export interface GuardInstallation {
  readonly hooksFile: string
  readonly configFile: string
  readonly hook: GuardHook
  /** Whether hooks.json holds the hook, without asking Codex. */
  isInFile(): Promise<boolean>
  /** Whether the user installed it and has not uninstalled it. */
  isWanted(): Promise<boolean>
  /** `folder` is where a session would start: a trusted project can switch hooks off. */
  status(folder: string): Promise<Result<GuardStatus, GuardError>>
  /** Installs, and records the trust that the user gave by asking for it. What was begun is taken back when Codex cannot read the file. */
  install(folder: string): Promise<Result<GuardStatus, GuardError>>
  /** Puts the files back as they were; what others wrote meanwhile stays. */
  uninstall(): Promise<Result<null, GuardError>>
  /** Puts program and marker right where the guard is installed. */
  repair(): Promise<void>
}

export function createGuardInstallation(options: {
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codexHome: string
  readonly supervisor: Supervisor
}): GuardInstallation {
  const { home, codexHome, supervisor } = options
  const hooksFile = join(codexHome, 'hooks.json')
  const configFile = join(codexHome, 'config.toml')
  const journalFile = join(guardPlaces(home).folder, 'install.json')
  const hook = guardHook(home)

  const isInFile = async (): Promise<boolean> => {
    const file = await readConfigFile(hooksFile, 'follow')
    return file.ok && holdsHook(file.value.text ?? '', hook.command)
  }

  const ask = (folder: string) =>
    supervisor.withClient(async (client) => client.hooksList(folder)).then((reply) => mapError(reply))

  const statusOf = async (reply: HooksReply): Promise<GuardStatus> => {
    const [inFile, sound] = await Promise.all([isInFile(), ownFilesSound(home)])
    const warning = reply.warnings.find((text) => text.includes(hooksFile)) ?? null
    return { state: decideGuardState({ inFile, listed: ours(reply), ownFilesSound: sound }), warning }
  }

  const ours = (reply: HooksReply): HookRow | null =>
    reply.hooks.find(({ eventName, command }) => eventName === 'userPromptSubmit' && command?.includes(hook.command)) ??
    null

  const readJournal = async (): Promise<GuardJournal | null> => {
    try {
      const read = guardJournalSchema.safeParse(JSON.parse(await readFile(journalFile, 'utf8')))
      return read.success ? read.data : null
    } catch {
      return null
    }
  }
  const keepJournal = (journal: GuardJournal) => replaceFile(journalFile, `${JSON.stringify(journal, null, 2)}\n`)

  /** Puts the hook into hooks.json; null when it is there already as it has to be. */
  const addHook = async (journal: GuardJournal | null): Promise<Result<JournaledEdit | null, GuardError>> => {
    // One that somebody edited is taken out whole, and put in again as Codex shall trust it.
    const clean = await removeChanged(journal)
    if (!clean.ok) return clean
    const file = await readConfigFile(hooksFile, 'follow')
    if (!file.ok) return err({ kind: 'file', error: file.error })
    const text = file.value.text ?? ''
    if (holdsHook(text, hook.command)) return ok(null)
    if (/^\ufeff?\s*$/.test(text)) return putInto(file.value, { at: text.length, inserted: newHooksJson(hook) })
    const insertion = insertHook(text, hook)
    return 'kind' in insertion ? err(hooksFailure(hooksFile, insertion)) : putInto(file.value, insertion)
  }

  const removeChanged = async (journal: GuardJournal | null): Promise<Result<null, GuardError>> => {
    const file = await readConfigFile(hooksFile, 'follow')
    if (!file.ok) return err({ kind: 'file', error: file.error })
    const text = file.value.text ?? ''
    return holdsHook(text, hook.command) && !holdsExactly(text, hook) ? removeFrom(journal) : ok(null)
  }

  /** The hook out of hooks.json: to the byte where that can be, else its group. */
  const removeFrom = async (journal: GuardJournal | null): Promise<Result<null, GuardError>> => {
    if (journal !== null) {
      const out = await takeBack(journal.hooks, (_, text, without) => countHooks(text) === countHooks(without) + 1)
      if (!out.ok) return out
    }
    const file = await readConfigFile(hooksFile, 'follow')
    if (!file.ok) return err({ kind: 'file', error: file.error })
    const text = file.value.text ?? ''
    if (!holdsHook(text, hook.command)) return ok(null)
    const without = removeHook(text, hook.command)
    if (without === null) return err({ kind: 'shared-group', file: hooksFile })
    const written = await replaceConfigFile(file.value, without)
    if (!written.ok) return err({ kind: 'file', error: written.error })
    return written.value ? ok(null) : err({ kind: 'changed-meanwhile', file: hooksFile })
  }

  const removeTrust = async (trust: NonNullable<GuardJournal['trust']>): Promise<Result<boolean, GuardError>> =>
    trust.edit === null ? ok(false) : takeBack(trust.edit, (middle) => isOneTrust(middle, trust.key))

  /**
   * Records the trust: at the end of config.toml, where no other byte moves; where Codex does not take that, by Codex's own
   * hand. Answers the edit for the journal.
   */
  const trust = async (client: CodexClient, folder: string, row: HookRow): Promise<Trusted> => {
    const file = await readConfigFile(configFile, 'follow')
    if (!file.ok) return err({ kind: 'file', error: file.error })
    const before = file.value.text ?? ''
    if (!('message' in scanToml(before)) && !before.includes(`[hooks.state.${JSON.stringify(row.key)}]`)) {
      const written = await putInto(file.value, trustInsertion(before, row.key, row.currentHash))
      if (!written.ok) return written
      const reply = await client.hooksList(folder)
      if (reply.ok && ours(reply.value)?.trustStatus === 'trusted') return ok({ key: row.key, edit: written.value })
      const undone = await removeTrust({ key: row.key, edit: written.value })
      if (!undone.ok) return undone
    }
    const asked = await client.trustHook(row.key, row.currentHash)
    return asked.ok ? ok({ key: row.key, edit: null }) : err(codexFailure(asked.error))
  }

  return {
    hooksFile,
    configFile,
    hook,
    isInFile,
    isWanted: async () => (await readJournal()) !== null,
    async status(folder) {
      const reply = await ask(folder)
      return reply.ok ? ok(await statusOf(reply.value)) : reply
    },

    async install(folder) {
      const running = await ask(folder)
      if (!running.ok) return running
      const journal = await readJournal()
      try {
        await installScript(home)
        await enableGuard(home)
      } catch (error) {
        return err({
          kind: 'file',
          error: { kind: 'file-failed', file: guardPlaces(home).folder, code: codeOf(error) },
        })
      }
      const added = await addHook(journal)
      if (!added.ok) return added
      const kept =
        added.value === null ? journal : { version: 1 as const, hooks: added.value, trust: journal?.trust ?? null }
      if (kept !== null) await keepJournal(kept)
      const asked = await supervisor.withClient(async (client) => {
        const reply = await client.hooksList(folder)
        if (!reply.ok) return reply
        const row = ours(reply.value)
        const due = row !== null && (row.trustStatus === 'untrusted' || row.trustStatus === 'modified')
        const trusted: Trusted | null = due ? await trust(client, folder, row) : null
        const after = due ? await client.hooksList(folder) : reply
        return after.ok ? ok({ reply: after.value, trusted }) : after
      })
      if (!asked.ok) return err(codexFailure(asked.error))
      const { reply, trusted } = asked.value
      if (trusted !== null && !trusted.ok) return trusted
      if (kept !== null && trusted !== null && trusted.value !== null)
        await keepJournal({ ...kept, trust: trusted.value })
      const status = await statusOf(reply)
      if (status.warning !== null && added.value !== null) {
        await removeFrom(kept)
        await rm(journalFile, { force: true })
        await disableGuard(home)
        return err({ kind: 'hooks-unreadable', file: hooksFile, words: status.warning })
      }
      return ok(status)
    },

    async uninstall() {
      const journal = await readJournal()
      const removed = await removeFrom(journal)
      if (!removed.ok) return removed
      if (journal?.trust) {
        const { key } = journal.trust
        const out = await removeTrust(journal.trust)
        if (!out.ok) return out
        if (!out.value)
          await supervisor.withClient((client) => client.configWrite(`hooks.state.${JSON.stringify(key)}`, null, null))
      }
      await disableGuard(home)
      await rm(journalFile, { force: true })
      return ok(null)
    },

    async repair() {
      if (!(await isInFile())) return
      await installScript(home)
      await enableGuard(home)
    },
  }
}

function mapError<T>(reply: Result<T, Parameters<typeof codexFailure>[0]>): Result<T, GuardError> {
  return reply.ok ? reply : err(codexFailure(reply.error))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'
}
