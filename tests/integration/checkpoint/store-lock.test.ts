import { spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { attempt } from '../../../src/repo/checkpoint/fault'
import { currentProcess, isRunning } from '../../../src/repo/checkpoint/process-identity'
import { createStoreLock } from '../../../src/repo/checkpoint/store-lock'
import { createManualClock } from '../../support/manual-clock'
import { createTempDir } from '../../support/temp-repo'

let folder = ''
beforeEach(() => {
  folder = createTempDir('lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the store lock', () => {
  it('lets one after the other in, and leaves nothing behind', async () => {
    const lock = createStoreLock(folder, createManualClock().clock)
    const order: string[] = []
    const work = (name: string) => async () => {
      order.push(`${name} begins`)
      await Promise.resolve()
      expect(existsSync(join(folder, 'lock'))).toBe(true)
      order.push(`${name} ends`)
    }
    await Promise.all([lock.hold(work('a')), lock.hold(work('b'))])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes on after work that failed', async () => {
    const lock = createStoreLock(folder, createManualClock().clock)
    await expect(lock.hold(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed')
    expect(await lock.hold(() => Promise.resolve('next'))).toBe('next')
  })

  it.each([
    ['a process that is gone', { pid: 2 ** 22 + 1, startedAt: '1', bootId: null }],
    ['a process whose pid was given to another one', { ...currentProcess(), startedAt: '1' }],
    ['a process from before the machine was restarted', { ...currentProcess(), bootId: 'another' }],
  ])('takes over the lock of %s', async (_name, owner) => {
    writeFileSync(join(folder, 'lock'), JSON.stringify(owner))
    const lock = createStoreLock(folder, createManualClock().clock)
    expect(await lock.hold(() => Promise.resolve('mine'))).toBe('mine')
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes over a lock that names nobody', async () => {
    writeFileSync(join(folder, 'lock'), 'garbage')
    const lock = createStoreLock(folder, createManualClock().clock)
    expect(await lock.hold(() => Promise.resolve('mine'))).toBe('mine')
  })

  it('says busy after ten seconds while another process holds it', async () => {
    writeFileSync(join(folder, 'lock'), JSON.stringify(currentProcess()))
    const { clock, advance } = createManualClock()
    const answer = attempt(folder, () => createStoreLock(folder, clock).hold(() => Promise.resolve('mine')))
    await advance(10_100)
    expect(await answer).toEqual({ ok: false, error: { kind: 'store-busy', waitedMs: 10_000 } })
    expect(readdirSync(folder)).toEqual(['lock'])
  })

  it('takes a process that was killed but not yet asked for by its parent as gone', async () => {
    // A shell that starts a child and becomes a program that never asks how the child ended.
    const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))))
      const startedAt = readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ')[21] ?? ''
      expect(isRunning({ pid, startedAt, bootId: null })).toBe(true)
      process.kill(pid, 'SIGKILL')
      await expect.poll(() => isRunning({ pid, startedAt, bootId: null })).toBe(false)
    } finally {
      parent.kill('SIGKILL')
    }
  })
})
