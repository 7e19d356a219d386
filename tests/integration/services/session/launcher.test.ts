import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type LaunchParameters,
  installLauncher,
  prepareLaunch,
  sessionOriginator,
} from '../../../../src/services/session/launch'
import { answerLauncher, waitForLauncher } from '../../../../src/services/session/launch-handshake'
import { type LaunchRecord, readLaunchRecords, watchLaunch } from '../../../../src/services/session/launch-watch'
import { createProcessInfo } from '../../../../src/services/session/process-info'
import { systemClock } from '../../../../src/services/system-clock'
import { eventually } from '../../../support/eventually'
import { hostileNames } from '../../../support/hostile-names'
import { type StubCodex, createStubCodex } from '../../../support/stub-codex'
import { createTempDir } from '../../../support/temp-repo'

const source = fileURLToPath(new URL('../../../../resources/launcher.sh', import.meta.url))
let root: string
let home: string
let codex: StubCodex
let launcher: string
const children: ChildProcess[] = []

beforeEach(async () => {
  root = createTempDir('launch')
  home = join(root, 'firebreak home')
  codex = createStubCodex(join(root, 'codex bin'))
  launcher = await installLauncher(home, source)
})

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) continue
    process.kill(-child.pid, 'SIGKILL')
    await once(child, 'exit')
  }
  rmSync(root, { recursive: true, force: true })
})

function parameters(changes: Partial<LaunchParameters> = {}): LaunchParameters {
  return {
    sessionId: 's1',
    repoPath: root,
    model: 'gpt-5.3-codex-spark',
    effort: null,
    codexPath: codex.path,
    codexHome: join(root, 'codex home'),
    prompt: null,
    askPid: null,
    env: {},
    ...changes,
  }
}

async function prepare(changes: Partial<LaunchParameters> = {}) {
  const launch = await prepareLaunch(home, launcher, parameters(changes))
  if (!launch.ok) throw new Error(JSON.stringify(launch.error))
  return launch.value
}

/** In a session of its own, as a terminal does it. */
function start(command: readonly string[]): ChildProcess {
  const [program = '', ...args] = command
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  children.push(child)
  return child
}

describe('the launcher', () => {
  it('runs codex with exactly the parameters that were prepared and records its end', async () => {
    const prompt = '-- "fix" $(it)\nwith `care`\n\n'
    const env = { CODEX_CA_CERTIFICATE: '/ca file.pem\n', NODE_OPTIONS: '--bad', HTTPS_PROXY: 'http://127.0.0.1:1' }
    const launch = await prepare({ prompt, env })
    const records: LaunchRecord[] = []
    const stop = watchLaunch({ runDir: launch.runDir, clock: systemClock, onRecord: (record) => records.push(record) })
    start(launch.command)
    expect(await eventually(() => codex.argv())).toEqual([
      '--no-daemon',
      '--model',
      'gpt-5.3-codex-spark',
      '--cd',
      root,
      '--',
      prompt,
    ])
    expect(codex.env()).toMatchObject({
      CODEX_HOME: join(root, 'codex home'),
      CODEX_INTERNAL_ORIGINATOR_OVERRIDE: sessionOriginator('s1'),
      CODEX_CA_CERTIFICATE: '/ca file.pem\n',
      HTTPS_PROXY: 'http://127.0.0.1:1',
      PATH: expect.stringMatching(`^${join(root, 'codex bin')}:`),
    })
    expect(codex.env()).not.toHaveProperty('NODE_OPTIONS', '--bad')
    const started = await eventually(() => records.find((record) => record.kind === 'started'))
    const processes = createProcessInfo()
    expect(await processes.isAlive(started.process)).toBe(true)
    expect(await processes.isWithin(codex.pid() ?? 0, started.process.pid)).toBe(true)
    codex.exit(7)
    const ended = await eventually(() => records.find((record) => record.kind === 'ended'))
    expect(ended.exitCode).toBe(7)
    expect(Math.abs(ended.atMs - Date.now())).toBeLessThan(5000)
    await expect.poll(() => processes.isAlive(started.process)).toBe(false)
    stop()
  })

  it('takes every name as it is', async () => {
    for (const [index, name] of hostileNames.entries()) {
      const repoPath = join(root, String(index), name)
      mkdirSync(repoPath, { recursive: true })
      const stub = createStubCodex(join(root, String(index), `codex ${name}`))
      stub.exit(0)
      const launch = await prepare({ sessionId: `n${index}`, repoPath, codexPath: stub.path, prompt: name })
      await once(start(launch.command), 'exit')
      expect(stub.argv()?.slice(3)).toEqual(['--cd', repoPath, '--', name])
      expect(stub.env()['PWD']).toBe(repoPath)
    }
  })

  it('records the end when the terminal tells its whole process group', async () => {
    const launch = await prepare()
    const terminal = start(launch.command)
    const pid = await eventually(() => codex.pid())
    process.kill(-(terminal.pid ?? 0), 'SIGHUP')
    await expect
      .poll(() => readLaunchRecords(launch.runDir))
      .toMatchObject([{ kind: 'started' }, { kind: 'ended', exitCode: 129 }])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('ends codex and records it when the terminal just vanishes', async () => {
    const launch = await prepare()
    // `script` gives the command a terminal of its own; killed, it takes the terminal away without a word.
    const quoted = launch.command.map((word) => `'${word}'`).join(' ')
    const terminal = spawn('script', ['-qec', quoted, '/dev/null'], { stdio: ['pipe', 'ignore', 'ignore'] })
    children.push(terminal)
    const pid = await eventually(() => codex.pid())
    terminal.kill('SIGKILL')
    await expect
      .poll(() => readLaunchRecords(launch.runDir))
      .toMatchObject([{ kind: 'started' }, { kind: 'ended', exitCode: 129 }])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('asks right before codex, and runs it when it is let go', async () => {
    const launch = await prepare({ askPid: process.pid })
    const wait = waitForLauncher({ runDir: launch.runDir, clock: systemClock, limitMs: 10_000, exited: null })
    start(launch.command)
    expect(await wait.call).toEqual({ kind: 'asks' })
    expect(codex.argv()).toBeNull()
    expect(await answerLauncher(launch.runDir, { kind: 'go' })).toBe(true)
    await eventually(() => codex.argv())
    expect(await readLaunchRecords(launch.runDir)).toMatchObject([{ kind: 'started' }])
    codex.exit(0)
  })

  it('says in the terminal what it is told, and starts nothing', async () => {
    const launch = await prepare({ askPid: process.pid })
    const wait = waitForLauncher({ runDir: launch.runDir, clock: systemClock, limitMs: 10_000, exited: null })
    const [program = '', ...args] = launch.command
    const child = spawn(program, args, { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
    children.push(child)
    const exited = once(child, 'exit')
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    await wait.call
    const words = `Firebreak: ${'a\\n%s ‹U+001B›[2J '.repeat(80)}\nwas written.`
    expect(await answerLauncher(launch.runDir, { kind: 'stop', reason: 'saved-before-start', words })).toBe(true)
    const [code] = await exited
    expect(code).toBe(2)
    expect(said.trim()).toBe(words.replace('\n', ' ').slice(0, 1000).trim())
    expect(await readLaunchRecords(launch.runDir)).toEqual([])
    expect(codex.argv()).toBeNull()
  })

  it('starts nothing when whom it asks is not there', async () => {
    const gone = spawn('true')
    await once(gone, 'exit')
    const launch = await prepare({ askPid: gone.pid ?? 0 })
    const [code] = await once(start(launch.command), 'exit')
    expect(code).toBe(2)
    expect(await readLaunchRecords(launch.runDir)).toMatchObject([{ kind: 'refused', reason: 'no-firebreak' }])
    expect(codex.argv()).toBeNull()
  })

  it('starts nothing when its terminal is closed while it waits', async () => {
    const launch = await prepare({ askPid: process.pid })
    const wait = waitForLauncher({ runDir: launch.runDir, clock: systemClock, limitMs: 10_000, exited: null })
    const terminal = start(launch.command)
    await wait.call
    process.kill(-(terminal.pid ?? 0), 'SIGHUP')
    await expect
      .poll(() => readLaunchRecords(launch.runDir))
      .toMatchObject([{ kind: 'refused', reason: 'terminal-exited' }])
    await expect.poll(() => answerLauncher(launch.runDir, { kind: 'go' })).toBe(false)
    expect(codex.argv()).toBeNull()
  })

  it('starts one codex when its command is run twice', async () => {
    const launch = await prepare()
    start(launch.command)
    await eventually(() => codex.argv())
    const [code] = await once(start(launch.command), 'exit')
    expect(code).toBe(2)
    expect(await readLaunchRecords(launch.runDir)).toMatchObject([{ kind: 'started' }])
  })

  it('starts nothing when the folder or the parameters are gone', async () => {
    const gone = await prepare({ repoPath: join(root, 'gone') })
    await once(start(gone.command), 'exit')
    expect(await readLaunchRecords(gone.runDir)).toMatchObject([{ kind: 'refused', reason: 'folder-gone' }])
    const taken = await prepare({ sessionId: 's2' })
    rmSync(join(taken.runDir, 'model'))
    await once(start(taken.command), 'exit')
    expect(await readLaunchRecords(taken.runDir)).toMatchObject([{ kind: 'refused', reason: 'incomplete' }])
  })
})

describe('prepareLaunch', () => {
  it.each([
    ['a prompt that is too long', { prompt: 'ä'.repeat(16_385) }, { kind: 'prompt-too-long', bytes: 32_770 }],
    ['a prompt with NUL', { prompt: 'a\0b' }, { kind: 'bad-parameter', name: 'prompt' }],
    ['a model that is an option', { model: '--config=x' }, { kind: 'bad-parameter', name: 'model' }],
    ['a program that is not absolute', { codexPath: 'codex' }, { kind: 'bad-parameter', name: 'codexPath' }],
    ['a session id that leads elsewhere', { sessionId: '../x' }, { kind: 'bad-parameter', name: 'sessionId' }],
  ])('refuses %s', async (_, changes, error) => {
    expect(await prepareLaunch(home, launcher, parameters(changes))).toMatchObject({ ok: false, error })
  })

  it('says when the run folder cannot be written', async () => {
    writeFileSync(join(home, 'run'), 'a file in the way')
    expect(await prepareLaunch(home, launcher, parameters())).toMatchObject({
      ok: false,
      error: { kind: 'not-written', path: join(home, 'run', 's1') },
    })
  })

  it('keeps what it writes to its owner', async () => {
    const launch = await prepare({ prompt: 'secret' })
    expect(statSync(launch.runDir).mode & 0o777).toBe(0o700)
    expect(statSync(join(launch.runDir, 'prompt')).mode & 0o777).toBe(0o600)
    expect(statSync(launcher).mode & 0o777).toBe(0o700)
  })
})

describe('installLauncher', () => {
  it('leaves the script alone that a running session reads, unless it is another one', async () => {
    const before = statSync(launcher)
    expect(await installLauncher(home, source)).toBe(launcher)
    expect(statSync(launcher).ino).toBe(before.ino)
    writeFileSync(launcher, '# old\n')
    const old = statSync(launcher).ino
    await installLauncher(home, source)
    expect(statSync(launcher).ino).not.toBe(old)
  })
})
