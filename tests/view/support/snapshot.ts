import { guardView, unknownGuard } from '../../../src/core/app/guard'
import type { AppSnapshot, RepoView } from '../../../src/core/app/snapshot'
import type { ChangeView, SessionView } from '../../../src/core/app/session-views'
import type { ReviewView } from '../../../src/core/review/review-view'
import { nothingUncounted } from '../../../src/core/review/uncounted'
import { changedFile } from '../../support/changed-file'

export const repoId = '0123456789abcdef'
/** 2026-11-22T12:06:00Z */
export const nowMs = Date.UTC(2026, 10, 22, 12, 6)

/** A review with nothing left to read. */
export function reviewView(part: Partial<ReviewView> = {}): ReviewView {
  return {
    unreviewedLines: 0,
    reviewedLines: 0,
    files: [],
    sessions: [],
    aside: { generated: 0, lock: 0, vendored: 0, moved: 0 },
    asideFiles: [],
    uncounted: nothingUncounted,
    undoable: null,
    marks: null,
    forgotten: false,
    ...part,
  }
}

export function repoView(part: Partial<RepoView> = {}): RepoView {
  return {
    repoId,
    name: 'acme-api',
    path: '~/code/acme-api',
    branch: 'main',
    detached: false,
    gate: {
      kind: 'closed',
      reason: 'uncommitted-files',
      files: [changedFile('src/a.ts'), changedFile('src/b.ts'), changedFile('.env.local', { status: 'untracked' })],
      heldBack: [],
    },
    watch: { kind: 'watching' },
    liveSessionId: null,
    unreviewedLines: null,
    uncountedFiles: 0,
    captureNoticeDue: false,
    pausedUntilMs: null,
    leftOut: [],
    ...part,
  }
}

export function changeView(part: Partial<ChangeView> = {}): ChangeView {
  return {
    number: 1,
    atMs: nowMs,
    turnId: null,
    writer: 'codex-patch',
    files: [{ path: 'src/a.ts', writer: 'codex-patch', added: 3, removed: 1 }],
    added: 3,
    removed: 1,
    uncounted: 0,
    headMove: null,
    restored: null,
    checkpointId: null,
    previousCheckpointId: null,
    ...part,
  }
}

export function sessionView(part: Partial<SessionView> = {}): SessionView {
  return {
    id: 'session-1',
    repoId,
    repoName: 'acme-api',
    lane: 'spark',
    modelName: 'GPT-5.3-Codex-Spark',
    surface: 'Firebreak',
    rests: false,
    turnCount: 0,
    tokens: null,
    title: 'fix the login',
    state: 'live',
    sure: true,
    startedAtMs: nowMs - 8 * 60_000,
    endedAtMs: null,
    problem: null,
    baseline: { checkpointId: '000001-aaaaaaaa', commit: '4f2c1a9'.padEnd(40, '0'), atMs: nowMs - 8 * 60_000 },
    turns: [],
    changes: [],
    unreviewedLines: 0,
    uncountedFiles: 0,
    read: null,
    following: true,
    startFacts: [],
    ...part,
  }
}

export function snapshotOf(part: Partial<AppSnapshot> = {}): AppSnapshot {
  const ready = (text: string) => ({ kind: 'ready', text }) as const
  return {
    revision: 1,
    version: '0.1.0',
    theme: 'light',
    onTop: [],
    repo: repoView(),
    opening: null,
    repoProblem: null,
    repoChoices: [],
    followsSessions: true,
    lanes: {
      spark: {
        lane: 'spark',
        modelId: 'gpt-5.3-codex-spark',
        modelName: 'GPT-5.3-Codex-Spark',
        offered: 'yes',
        suggestion: null,
        facts: ['text only'],
      },
      standard: {
        lane: 'standard',
        modelId: 'gpt-5.5',
        modelName: 'GPT-5.5',
        offered: 'yes',
        suggestion: null,
        facts: [],
      },
    },
    readiness: { spark: ready('Ready: Codex 0.169.0'), standard: ready('Ready: Codex 0.169.0') },
    usable: {
      spark: { answer: 'yes', line: 'Spark: usable now', reasons: [] },
      standard: { answer: 'yes', line: 'Standard: usable now', reasons: [] },
    },
    commit: {
      message: 'chore: checkpoint before Spark session',
      messageFrom: 'template',
      running: null,
      failure: null,
      consent: null,
      identityMissing: false,
      warnings: { marked: [], newFiles: 0, ignore: [], unread: 0 },
      last: null,
      leftBy: null,
      sideBranch: 'firebreak/2026-11-22',
    },
    review: null,
    compared: {},
    limitHistory: { forecasts: [], shown: null },
    limits: {
      state: { kind: 'unknown' },
      fromRecords: false,
      low: false,
      buckets: [],
      lanesWithout: [],
      facts: [],
      count: { models: [], sessions: [] },
    },
    models: { state: 'unknown', configured: null, override: null, models: [] },
    modelQuestion: null,
    nextSessionModel: null,
    modelSwitch: {
      effort: null,
      efforts: [],
      defaultEffort: null,
      repository: null,
      back: { everywhere: null, repository: null },
      timed: null,
      lanes: {
        spark: { limitIds: ['codex_bengalfox'], effort: null, efforts: [], defaultEffort: null },
        standard: { limitIds: ['codex'], effort: null, efforts: [], defaultEffort: null },
      },
      unchanged: [],
    },
    settings: {
      editor: null,
      onSessionStart: 'open',
      zoom: 1,
      limitAlerts: { thresholds: [20, 10, 0], low: true, runsOut: true, reset: true, moved: true },
      diffFolders: {},
      standardPolicy: 'say',
      waysOut: { holdBack: true, checkpointOnly: true, startMyself: true, startAnyway: true, pause: true },
      messageTemplate: { common: 'chore: checkpoint before Spark session', ofRepo: null },
      checkpoints: {
        days: 30,
        count: 200,
        bytes: 5 * 2 ** 30,
        ignoredFileBytes: 2 ** 20,
        ignoredTotalBytes: 50 * 2 ** 20,
      },
      file: '~/.firebreak/settings.json',
      codex: { path: '~/bin/codex', version: '0.169.0' },
    },
    sessions: [],
    checkpoints: {},
    reviews: {},
    reviewedCommits: {},
    notices: [],
    guard: guardView(unknownGuard, { userHome: '/home/ada', offered: false, nowMs }),
    ...part,
  }
}
