import { chmodSync, mkdirSync, readdirSync as readdir, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished } from 'vitest'
import type { AppSnapshot } from '../../src/core/app/snapshot'
import type { SessionView } from '../../src/core/app/session-views'
import type { CheckpointReason } from '../../src/core/checkpoint/checkpoint'
import { type Settings, defaultSettings, readSettings, settingsText } from '../../src/core/settings'
import type { App } from '../../src/main/app'
import { compose } from '../../src/main/compose'
import type { ConnectRepo } from '../../src/main/repo/repo-host'
import type { StartHooks } from '../../src/main/start/start-points'
import { listCheckpoints } from '../../src/repo/checkpoint/read'
import { openStore } from '../../src/repo/checkpoint/store'
import { readLayout } from '../../src/repo/git/layout'
import { historyHere } from '../../src/services/history/history-connection'
import { historyFile } from '../../src/services/history/history-file'
import { repoIdOf } from '../../src/services/repo-id'
import { systemClock } from '../../src/services/system-clock'
import type { AppCommand, CommandError, CommandResult } from '../../src/shared/contract'
import { valueOf } from './git-fixture'
import { deafTo } from './deaf-to'
import { createDiffWindow, type DiffWindow } from './diff-window'
import { createInProcessRepo, type InProcessRepo } from './in-process-repo'
import { createRecordingShell, type RecordingShell } from './recording-shell'
import { createScriptedCodex, type ScriptedCodex } from './scripted-codex'
import { createTempDir, createTempRepo, hermeticGitEnv, type TempRepo } from './temp-repo'

/** The whole app without Electron: real git in a temporary repository, a scripted codex, a terminal that nobody sees. */
export interface AppBed {
  readonly repo: TempRepo
  readonly repoId: string
  /** Holds everything but the repository. */
  readonly root: string
  /** FIREBREAK_HOME. */
  readonly home: string
  readonly codex: ScriptedCodex
  readonly shell: RecordingShell
  readonly process: InProcessRepo
  /** Bugs that the router caught. */
  readonly bugs: readonly unknown[]
  app(): App
  /** Sends a wish as a window does. */
  send(command: AppCommand): Promise<CommandResult>
  snapshot(): AppSnapshot
  session(): SessionView
  /** Another repository, made and removed with the test. */
  anotherRepo(files?: Readonly<Record<string, string>>): Promise<{ repo: TempRepo; repoId: string }>
  /** Makes a repository the active one and waits until its gate is known. */
  use(repo: TempRepo): Promise<void>
  /** The live diff window of the bed's repository, connected as a real one is. */
  liveDiff(): Promise<DiffWindow>
  /** What Codex offers is known. */
  modelsKnown(): Promise<void>
  /** Ends the app, as when the computer goes off, and composes it again on the same folders. */
  restart(): Promise<void>
  stop(): Promise<void>
  /** Changes the settings file while the app is not running. */
  editSettings(change: (settings: Settings) => Settings): void
  /** Reasons of the checkpoints of a repository, oldest first. */
  checkpoints(of?: TempRepo): Promise<readonly CheckpointReason[]>
  /** Closes every terminal window, as a person does. */
  closeTerminals(): void
  /** Commands that terminals were opened with. */
  terminals(): readonly (readonly string[])[]
  /** The parameters that a session's launcher is given, by name. */
  prepared(sessionId: string): Readonly<Record<string, string>>
}

interface BedOptions {
  /** Used instead of a repository of the bed's own. */
  readonly repo?: TempRepo
  readonly files?: Readonly<Record<string, string>>
  readonly settings?: Partial<Settings>
  /** Added to the environment of the app and of its git. */
  readonly env?: NodeJS.ProcessEnv
  /** Text of the terminal script, which gets the command as its arguments; null names a program that is not there. */
  readonly terminal?: string | null
  /** Stands between the app and the repo process. */
  readonly between?: (connect: ConnectRepo) => ConnectRepo
  /** Takes the place of the scripted codex. */
  readonly real?: { readonly path: string; readonly home: string; readonly env: NodeJS.ProcessEnv }
  /** What happens between the steps of a start. */
  readonly startHooks?: StartHooks
  /** Nothing that happens in the work tree is heard, only what happens in the git directory. */
  readonly deaf?: boolean
  /** Does not start the app and choose the repository yet. */
  readonly cold?: boolean
}

const launcherSource = fileURLToPath(new URL('../../resources/launcher.sh', import.meta.url))
/** Waiting is for events; this is when a test gives up. */
export const patience = { timeout: 30_000, interval: 25 }

/** Everything is removed, and every process ended, when the test is over. */
export async function createAppBed(options: BedOptions = {}): Promise<AppBed> {
  const root = createTempDir('app')
  const [home, userHome, terminalFile] = [join(root, 'firebreak'), join(root, 'user'), join(root, 'bin', 'terminal')]
  for (const path of [home, userHome, join(root, 'bin'), join(root, 'terminals')]) mkdirSync(path, { recursive: true })
  const repo = options.repo ?? createTempRepo({ files: options.files ?? { 'a.txt': 'one\ntwo\nthree\n' } })
  const codex = createScriptedCodex(join(root, 'bin'), options.real?.home ?? join(userHome, '.codex'))
  const env = {
    PATH: process.env['PATH'],
    HOME: userHome,
    ...hermeticGitEnv,
    CODEX_HOME: codex.home,
    FIREBREAK_CODEX: options.real?.path ?? codex.path,
    ...options.real?.env,
    ...options.env,
  }
  if (options.terminal !== null) {
    writeFileSync(terminalFile, terminalScript(root, options.terminal ?? 'exec "$@" </dev/null >/dev/null 2>&1'))
    chmodSync(terminalFile, 0o755)
  }
  const settings = { version: 1, ...defaultSettings(), terminal: [terminalFile], ...options.settings }
  writeFileSync(join(home, 'settings.json'), JSON.stringify(settings))

  const shell = createRecordingShell()
  const repoProcess = createInProcessRepo({
    firebreakHome: home,
    env,
    ...(options.deaf === true ? { watching: deafTo(repo.path) } : {}),
  })
  const bugs: unknown[] = []
  const others: TempRepo[] = []
  const windows: DiffWindow[] = []
  const repoId = await repoIdOf(repo.path)
  let app: App | null = null

  const running = (): App => {
    if (app === null) throw new Error('the app is not running')
    return app
  }
  const start = async (): Promise<void> => {
    app = await compose({
      home,
      userHome,
      env,
      version: '0.1.0',
      clock: systemClock,
      connectHistory: () => historyHere({ file: historyFile(home), role: 'keeper', now: () => systemClock.now() }),
      connectRepo: options.between?.(repoProcess.connect) ?? repoProcess.connect,
      shell,
      launcherSource,
      ownCheckout: '/nonexistent',
      onBug: (_where, error) => bugs.push(error),
      startHooks: options.startHooks ?? {},
    })
  }
  const stop = async (): Promise<void> => {
    await app?.dispose()
    app = null
    await repoProcess.stop()
  }
  const snapshot = (): AppSnapshot => running().publisher.current()

  const bed: AppBed = {
    repo,
    repoId,
    root,
    home,
    codex,
    shell,
    process: repoProcess,
    bugs,
    app: running,
    send: (command) => running().router.fromWindow(structuredClone(command), { view: 'home' }),
    snapshot,
    session() {
      const [session] = snapshot().sessions
      if (session === undefined) throw new Error('there is no session')
      return session
    },
    async anotherRepo(files = { 'b.txt': 'b\n' }) {
      const other = createTempRepo({ files })
      others.push(other)
      return { repo: other, repoId: await repoIdOf(other.path) }
    },
    async use(wanted) {
      await running().follow({ repo: wanted.path, show: null, hidden: true })
      await expect.poll(() => snapshot().repo?.gate.kind, patience).toMatch(/open|closed/)
    },
    async liveDiff() {
      const window = createDiffWindow()
      windows.push(window)
      shell.readDiffAt(window.port)
      for (const wish of [
        { type: 'window/open', view: 'diff', repoId },
        { type: 'diff/attach', repoId },
      ] as const) {
        expect(await bed.send(wish)).toEqual({ ok: true, value: null })
      }
      return window
    },
    async modelsKnown() {
      await expect.poll(() => snapshot().models.state, patience).toBe('known')
    },
    async restart() {
      await stop()
      await start()
      await running().follow({ repo: null, show: null, hidden: true })
    },
    stop,
    editSettings(change) {
      const file = join(home, 'settings.json')
      const read = readSettings(JSON.parse(readFileSync(file, 'utf8')))
      if (read.kind !== 'read') throw new Error(`the settings are ${read.kind}`)
      writeFileSync(file, settingsText(change(read.settings), {}))
    },
    async checkpoints(of = repo) {
      const git = repoProcess.runner()
      const layout = valueOf(await readLayout(git, of.path, { firebreakHome: home, homeDir: userHome }))
      const store = valueOf(await openStore({ firebreakHome: home, layout, git, clock: systemClock }))
      const { checkpoints } = valueOf(await listCheckpoints(store))
      return checkpoints.toReversed().map(({ reason }) => reason)
    },
    closeTerminals: () => killTerminals(root),
    terminals: () => readTerminals(root),
    prepared: (sessionId) => readParameters(join(home, 'run', sessionId)),
  }
  onTestFinished(async () => {
    for (const window of windows) window.close()
    await stop()
    killTerminals(root)
    for (const other of [repo, ...others]) other.cleanup()
    rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    expect(bugs).toEqual([])
  })
  if (options.cold !== true) {
    await start()
    await bed.use(repo)
  }
  return bed
}

/** The error of an answer that must be one. */
export function errorOf(result: CommandResult): CommandError {
  if (result.ok) throw new Error('this was accepted')
  return result.error
}

/** Wishes as home sends them, with the usual answers. */
export function wishes(repoId: string) {
  const start = { repoId, lane: 'spark', prompt: null, tryAnyway: false } as const
  const commit = { repoId, message: 'work so far', identity: null, confirmed: false } as const
  return {
    start: (more: Partial<Extract<AppCommand, { type: 'session/start' }>> = {}) =>
      ({ type: 'session/start', ...start, ...more }) satisfies AppCommand,
    commit: (files: readonly string[], more: Partial<Extract<AppCommand, { type: 'repo/commit' }>> = {}) =>
      ({ type: 'repo/commit', ...commit, files: [...files], ...more }) satisfies AppCommand,
    commitAndStart: (
      files: readonly string[],
      more: Partial<Extract<AppCommand, { type: 'session/commit-and-start' }>> = {},
    ) => ({ type: 'session/commit-and-start', ...start, ...commit, files: [...files], ...more }) satisfies AppCommand,
  }
}

/** Notes its command and its process id, then does `body`. */
function terminalScript(root: string, body: string): string {
  return `#!/bin/sh
printf '%s\\0' "$@" >"${root}/terminals/$$.tmp" && mv "${root}/terminals/$$.tmp" "${root}/terminals/$$"
${body}
`
}

function pidsIn(root: string): readonly string[] {
  return readdir(join(root, 'terminals')).filter((name) => /^\d+$/.test(name))
}

function readTerminals(root: string): readonly (readonly string[])[] {
  return pidsIn(root).map((pid) =>
    readFileSync(join(root, 'terminals', pid), 'utf8')
      .split('\0')
      .slice(0, -1),
  )
}

/** Each terminal was started as the leader of a group of its own. */
function killTerminals(root: string): void {
  for (const pid of pidsIn(root)) {
    try {
      process.kill(-Number(pid), 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
}

function readParameters(runDir: string): Readonly<Record<string, string>> {
  const names = readdir(runDir).filter((name) => statSync(join(runDir, name), { throwIfNoEntry: false })?.isFile())
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(runDir, name), 'utf8')]))
}
