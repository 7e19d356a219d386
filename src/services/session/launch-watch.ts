import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cancel, Clock } from '../../core/clock'
import { unreachable } from '../../core/result'
import { watchFolder } from '../watch-folder'
import type { ProcessIdentity } from './process-info'

/** What the launcher recorded. Moments are milliseconds since the Unix epoch. */
export type LaunchRecord =
  | { readonly kind: 'started'; readonly process: ProcessIdentity; readonly atMs: number }
  /** `reason`: `folder-gone`, `incomplete`, or what the app answered. Codex was not started. */
  | { readonly kind: 'refused'; readonly reason: string; readonly atMs: number }
  /** `exitCode` is 128 + N when signal N ended Codex. */
  | { readonly kind: 'ended'; readonly exitCode: number; readonly atMs: number }

const order = ['started', 'refused', 'ended'] as const

/** The records that a launcher has left so far, in the order in which they happen. */
export async function readLaunchRecords(runDir: string): Promise<readonly LaunchRecord[]> {
  const found = await Promise.all(order.map((name) => readRecord(runDir, name)))
  return found.filter((record) => record !== null)
}

/** Calls back once for each record, also for one that is there already. */
export function watchLaunch(options: {
  readonly runDir: string
  readonly clock: Clock
  readonly onRecord: (record: LaunchRecord) => void
}): Cancel {
  const { runDir, clock, onRecord } = options
  const told = new Set<LaunchRecord['kind']>()
  let stopped = false
  const look = async (): Promise<void> => {
    for (const record of await readLaunchRecords(runDir)) {
      if (stopped || told.has(record.kind)) continue
      told.add(record.kind)
      onRecord(record)
    }
  }
  const unwatch = watchFolder({ folder: runDir, clock, onHint: () => void look() })
  void look()
  return () => {
    stopped = true
    unwatch()
  }
}

async function readRecord(runDir: string, name: LaunchRecord['kind']): Promise<LaunchRecord | null> {
  const path = join(runDir, name)
  const [text, found] = await Promise.all([readFile(path, 'utf8').catch(() => null), stat(path).catch(() => null)])
  if (text === null || found === null) return null
  const value = (key: string): string | null => new RegExp(`^${key} (.*)$`, 'm').exec(text)?.[1] ?? null
  const atMs = Math.round(found.mtimeMs)
  switch (name) {
    case 'started': {
      const [pid, startTime] = [Number(value('pid')), value('start')]
      return pid > 0 && startTime !== null ? { kind: 'started', process: { pid, startTime }, atMs } : null
    }
    case 'refused':
      return { kind: 'refused', reason: value('reason') ?? 'incomplete', atMs }
    case 'ended': {
      const exitCode = Number(value('code') ?? Number.NaN)
      return Number.isNaN(exitCode) ? null : { kind: 'ended', exitCode, atMs }
    }
    default:
      return unreachable(name)
  }
}
