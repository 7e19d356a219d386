import type { ConfigLayerName, ConfigReply } from './messages'

/** Which file, or other thing, decides a configured value. */
export type ConfigOrigin =
  | { readonly kind: 'user'; readonly file: string | null }
  | { readonly kind: 'profile'; readonly file: string | null; readonly profile: string }
  | { readonly kind: 'project'; readonly file: string | null }
  | { readonly kind: 'system'; readonly file: string | null }
  /** Set by the organisation, by flags, or by a layer that this Firebreak does not know; `type` is Codex's word. */
  | { readonly kind: 'other'; readonly file: string | null; readonly type: string }

/** The configured model as `config/read` answers it. */
export interface ConfiguredModel {
  /** In force in the folder asked for; null when nothing sets one, so that Codex uses the account's default. */
  readonly modelId: string | null
  readonly origin: ConfigOrigin | null
  readonly effort: string | null
  /** What decides the effort; null when nothing sets one. */
  readonly effortOrigin: ConfigOrigin | null
  /** Whether Codex reads the configuration of the folder's repository. */
  readonly trust: 'trusted' | 'untrusted' | 'unknown'
  /** The user's own config.toml, to be named in messages; null when Codex does not say. */
  readonly userFile: string | null
  /** Of the user's config.toml, for a write that must not race; null when Codex does not say. */
  readonly userVersion: string | null
}

/** `top` is the top level of the repository that was asked about; null when none was. */
export function configuredModelFromReply(
  { config, origins, layers }: ConfigReply,
  top: string | null = null,
): ConfiguredModel {
  const origin = origins['model']?.name ?? null
  const effortOrigin = origins['model_reasoning_effort']?.name ?? null
  const project = layers.find(({ name }) => name.type === 'project')
  const user = layers.find(({ name }) => name.type === 'user' && name.profile === null)
  return {
    modelId: config.model,
    origin: origin === null ? null : configOrigin(origin),
    effort: config.model_reasoning_effort,
    effortOrigin: effortOrigin === null ? null : configOrigin(effortOrigin),
    trust: trustOf(top, config.projects, project === undefined ? null : project.disabledReason !== null),
    userFile: user?.name.file ?? null,
    userVersion: user?.version ?? null,
  }
}

/** A layer that is there says it best; without a `.codex` folder there is none yet, and the user's answer is all there is. */
function trustOf(
  top: string | null,
  projects: ConfigReply['config']['projects'],
  disabled: boolean | null,
): ConfiguredModel['trust'] {
  if (disabled !== null) return disabled ? 'untrusted' : 'trusted'
  if (top === null) return 'unknown'
  return projects[top]?.trust_level === 'trusted' ? 'trusted' : 'untrusted'
}

/** "user", "project" and "system" were seen with 0.169.0; the others are named in its generated bindings. */
function configOrigin({ type, file, profile, dotCodexFolder }: ConfigLayerName): ConfigOrigin {
  switch (type) {
    case 'user':
      return profile === null ? { kind: 'user', file } : { kind: 'profile', file, profile }
    case 'project':
      return { kind: 'project', file: dotCodexFolder === null ? file : `${dotCodexFolder}/config.toml` }
    case 'system':
      return { kind: 'system', file }
    default:
      return { kind: 'other', file, type }
  }
}
