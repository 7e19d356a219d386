import { isGatedModel, type Lane } from '../lanes/lanes'
import { newestSwitch, type SwitchPlace } from '../lanes/switch-record'
import { isLive } from '../session/session'
import { tildePath } from '../words/paths'
import { backLabel, timedWords, unchangedWords } from '../words/switch-words'
import type { AppState } from './state'
import type { LaneSettingView, ModelQuestionView, SwitchView } from './switch-views'

export function switchView(state: AppState, nowMs: number): SwitchView {
  const { switches, models, activeRepoId, repos, sessions } = state
  const active = activeRepoId === null ? undefined : repos[activeRepoId]
  const nameOf = (modelId: string): string => models.list?.find(({ id }) => id === modelId)?.displayName ?? modelId
  const configured = models.list?.find((model) =>
    models.configured === null ? model.isDefault : model.id === models.configured,
  )
  const back = (place: SwitchPlace | null): string | null => {
    const record = place === null ? null : newestSwitch(switches.records, place)
    return record === null ? null : backLabel(record, nameOf)
  }
  const timed = switches.records.findLast(({ untilMs }) => untilMs !== null)
  return {
    effort: switches.inForce?.effort ?? null,
    efforts: configured?.efforts ?? [],
    defaultEffort: configured?.defaultEffort ?? null,
    repository:
      active === undefined
        ? null
        : {
            name: active.name,
            file: tildePath(`${active.top}/.codex/config.toml`, state.userHome),
            disabledWhy: trustWhy(switches.trust),
          },
    back: {
      everywhere: back({ kind: 'user' }),
      repository: back(active === undefined ? null : { kind: 'repository', top: active.top }),
    },
    timed:
      timed === undefined || timed.untilMs === null
        ? null
        : {
            place: timed.place.kind === 'user' ? 'everywhere' : 'repository',
            words: timedWords(timed, nowMs, nameOf) ?? '',
            untilMs: timed.untilMs,
          },
    lanes: { spark: laneSetting('spark', state), standard: laneSetting('standard', state) },
    unchanged: unchangedWords({
      runningSessions: sessions.filter(isLive).length,
      profiles: switches.profiles,
      managed: switches.managed,
      nameOf,
    }),
  }
}

function laneSetting(lane: Lane, { settings, models }: AppState): LaneSettingView {
  const { model, limitIds, effort = null } = settings.lanes[lane]
  const offered = models.list?.find(({ id }) => id === model)
  return { limitIds, effort, efforts: offered?.efforts ?? [], defaultEffort: offered?.defaultEffort ?? null }
}

function trustWhy(trust: AppState['switches']['trust']): string | null {
  if (trust === 'trusted') return null
  return trust === 'untrusted'
    ? 'Codex does not trust this repository, so it would not read the file.'
    : 'Whether Codex trusts this repository is not known.'
}

export function questionView({ modelQuestion, models, settings }: AppState): ModelQuestionView | null {
  if (modelQuestion === null) return null
  const { modelId } = modelQuestion
  const modelName = models.list?.find(({ id }) => id === modelId)?.displayName ?? modelId
  return { ...modelQuestion, modelName, gated: isGatedModel(modelId, settings) }
}

export function nextSessionView({ nextSession, models }: AppState) {
  if (nextSession === null) return null
  const { modelId, effort } = nextSession
  return { modelId, effort, modelName: models.list?.find(({ id }) => id === modelId)?.displayName ?? modelId }
}
