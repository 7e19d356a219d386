import { unreachable } from '../result'

/** Whether Codex asks the guard before a prompt, as far as can be told. */
export type GuardState =
  | 'on'
  /** It is in hooks.json, and Codex skips it until somebody trusts it. */
  | 'not-trusted'
  /** It is not what was trusted, or its own files are not what Firebreak put there. */
  | 'modified'
  /** Hooks are switched off, or this one is. */
  | 'off-by-config'
  | 'not-installed'

/** A hook as `hooks/list` tells it. */
export interface ListedHook {
  readonly enabled: boolean
  readonly trustStatus: 'untrusted' | 'trusted' | 'modified' | 'managed'
}

/** The light of the guard, from the files and from what Codex says of them. */
export function decideGuardState(facts: {
  /** hooks.json holds our hook. */
  readonly inFile: boolean
  /** Codex lists it; null when it does not. */
  readonly listed: ListedHook | null
  /** Program, marker and list of models are what Firebreak put there. */
  readonly ownFilesSound: boolean
}): GuardState {
  const { inFile, listed, ownFilesSound } = facts
  if (listed === null) return inFile ? 'off-by-config' : 'not-installed'
  if (!listed.enabled) return 'off-by-config'
  switch (listed.trustStatus) {
    case 'untrusted':
      return 'not-trusted'
    case 'modified':
      return 'modified'
    case 'trusted':
    case 'managed':
      return ownFilesSound ? 'on' : 'modified'
    default:
      return unreachable(listed.trustStatus)
  }
}
