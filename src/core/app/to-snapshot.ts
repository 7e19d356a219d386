import { argumentText } from '../editor/argument-text'
import { describeRepoError } from '../errors/describe-error'
import { gateOf, pausedUntil } from '../gate/held-back'
import { type LaneView, laneViews, modelChoices } from '../lanes/lanes'
import { isLive } from '../session/session'
import { shownSession } from '../session/shown-session'
import { readinessOf } from '../start/readiness'
import { guardView } from './guard'
import type { CheckpointLimits, Settings } from '../settings'
import { modelFacts } from '../words/model-facts'
import { tildePath } from '../words/paths'
import type { AppSnapshot, GateView, LaneCard, ModelsView, RepoChoiceView, RepoView, SettingsView } from './snapshot'
import { checkpointsView, noCheckpoints } from './checkpoints'
import { limitHistoryView } from './limit-history'
import { commitView } from './commit-view'
import { bucketViews, limitsView } from './limits-view'
import { sessionView } from './session-view'
import type { AppState, RepoState } from './state'
import { nextSessionView, questionView, switchView } from './switch-view'
import { usableView } from './usable-view'

/** A snapshot goes to every window with every event, so it holds what one can look over; the newest come first. */
const mostSessions = 30

/** What windows and the tray see of the state at this moment. */
export function toSnapshot(state: AppState, nowMs: number): AppSnapshot {
  const active = state.activeRepoId === null ? undefined : state.repos[state.activeRepoId]
  const repo = active === undefined ? null : repoView(active, state, nowMs)
  const sessions = state.sessions
    .filter(({ id, repoId }, at) => at < mostSessions || id === state.compared[repoId])
    .map((session) => sessionView(session, state))
  const buckets = bucketViews(state, nowMs)
  const [spark, standard] = laneCards(state)
  const usable = {
    spark: usableView(state, spark, state.guard.light, nowMs),
    standard: usableView(state, standard, state.guard.light, nowMs),
  }
  const codexVersion = state.codex?.kind === 'found' ? state.codex.version : null
  const readiness = (lane: LaneCard) =>
    readinessOf({ lane, codexVersion, account: state.limits.account, buckets, usable: usable[lane.lane] })
  return {
    revision: state.revision,
    version: state.version,
    theme: state.settings.theme,
    onTop: state.onTop,
    repo,
    opening: state.opening === null ? null : tildePath(state.opening, state.userHome),
    repoProblem: state.repoProblem,
    repoChoices: repoChoices(state),
    followsSessions: state.settings.followSessions,
    lanes: { spark, standard },
    readiness: { spark: readiness(spark), standard: readiness(standard) },
    usable,
    commit: commitView(state, repo, nowMs),
    review: state.review,
    limits: limitsView(state, buckets, nowMs),
    limitHistory: limitHistoryView(state.limitHistory, state.limits.limits, nowMs),
    models: modelsView(state),
    modelQuestion: questionView(state),
    nextSessionModel: nextSessionView(state),
    modelSwitch: switchView(state, nowMs),
    settings: settingsView(state),
    sessions,
    compared: state.compared,
    reviews: state.reviews,
    reviewedCommits: state.reviewedCommits,
    checkpoints: checkpointViews(state),
    guard: guardView(state.guard, {
      userHome: state.userHome,
      offered: state.sessions.some(({ state: is }) => is === 'ended'),
      nowMs,
    }),
    notices: state.notices,
  }
}

function checkpointViews({ repos, checkpoints }: AppState): AppSnapshot['checkpoints'] {
  const ids = Object.keys(repos)
  return Object.fromEntries(ids.map((repoId) => [repoId, checkpointsView(checkpoints[repoId] ?? noCheckpoints)]))
}

function repoView(repo: RepoState, state: AppState, nowMs: number): RepoView {
  const { settings } = state
  const live = state.sessions.filter(
    (session) => session.repoId === repo.repoId && isLive(session) && session.following,
  )
  return {
    repoId: repo.repoId,
    name: repo.name,
    path: tildePath(repo.top, state.userHome),
    branch: repo.status?.head.branch ?? null,
    detached: repo.status?.head.detached ?? false,
    gate: gateView(repo, state),
    watch: repo.watch,
    liveSessionId: shownSession(live, repo.repoId, state.compared)?.id ?? null,
    unreviewedLines: state.reviews[repo.repoId]?.unreviewedLines ?? null,
    uncountedFiles: state.reviews[repo.repoId]?.uncounted.files ?? 0,
    captureNoticeDue: !settings.repositories.captureNoticeSeen.includes(repo.repoId),
    leftOut: settings.checkpoints.leaveOut[repo.repoId] ?? [],
    pausedUntilMs: pausedUntil(settings, repo.repoId, nowMs),
  }
}

function gateView(repo: RepoState, { settings }: AppState): GateView {
  if (repo.problem !== null) return { kind: 'unknown', problem: describeRepoError(repo.problem) }
  if (repo.status === null) return { kind: 'reading' }
  const gate = gateOf(repo.status, settings, repo.repoId)
  if (gate.kind === 'closed') return gate
  return { ...gate, subject: repo.subject?.commit === gate.baseline ? repo.subject.text : null }
}

function repoChoices(state: AppState): readonly RepoChoiceView[] {
  const live = new Set(state.sessions.filter((session) => isLive(session) && session.following).map((s) => s.repoId))
  return state.knownRepos
    .map((repo) => ({
      repoId: repo.repoId,
      name: repo.name,
      path: tildePath(repo.folder, state.userHome),
      folder: repo.folder,
      live: live.has(repo.repoId),
      active: repo.repoId === state.activeRepoId,
      from: repo.from,
      lastUsedMs: repo.lastUsedMs,
    }))
    .toSorted((a, b) => Number(b.live) - Number(a.live) || (b.lastUsedMs ?? 0) - (a.lastUsedMs ?? 0))
}

function laneCards(state: AppState): readonly [LaneCard, LaneCard] {
  const views = laneViews(state.settings, state.models.list, state.limits.account.kind)
  const card = (lane: 'spark' | 'standard') =>
    toCard(
      lane,
      views.find((view) => view.lane === lane),
    )
  return [card('spark'), card('standard')]
}

function toCard(lane: LaneCard['lane'], view: LaneView | undefined): LaneCard {
  if (view === undefined) return { lane, modelId: '', modelName: '', offered: 'unknown', suggestion: null, facts: [] }
  const { modelId, displayName, offered, suggestion } = view
  return {
    lane,
    modelId,
    modelName: displayName,
    offered,
    suggestion: suggestion === null ? null : { modelId: suggestion.modelId, modelName: suggestion.displayName },
    facts: view.textOnly === true ? ['text only'] : [],
  }
}

function modelsView(state: AppState): ModelsView {
  const { list, configured, override, problem } = state.models
  if (list === null) return { state: problem === null ? 'unknown' : 'unavailable', configured, override, models: [] }
  const models = modelChoices(state.settings, list, configured).map(
    ({ model, lanes, gated, configured: isConfigured }) => ({
      modelId: model.id,
      name: model.displayName,
      lane: lanes[0] ?? null,
      configured: isConfigured,
      gated,
      facts: modelFacts(model, list),
      efforts: model.efforts,
      defaultEffort: model.defaultEffort,
    }),
  )
  return { state: 'known', configured, override, models }
}

function settingsView({ settings, settingsFile, codex, userHome, activeRepoId }: AppState): SettingsView {
  return {
    messageTemplate: {
      common: settings.messageTemplate,
      ofRepo: settings.messageTemplates[activeRepoId ?? ''] ?? null,
    },
    editor: settings.editor === null ? null : argumentText(settings.editor),
    onSessionStart: settings.onSessionStart,
    standardPolicy: settings.standardPolicy,
    waysOut: settings.waysOut,
    zoom: settings.zoom,
    limitAlerts: settings.limitAlerts,
    diffFolders: settings.diffFolders,
    checkpoints: checkpointLimits(settings),
    file: tildePath(settingsFile, userHome),
    codex: codex?.kind === 'found' ? { path: tildePath(codex.path, userHome), version: codex.version } : null,
  }
}

function checkpointLimits({ checkpoints }: Settings): CheckpointLimits {
  const { days, count, bytes, ignoredFileBytes, ignoredTotalBytes } = checkpoints
  return { days, count, bytes, ignoredFileBytes, ignoredTotalBytes }
}
