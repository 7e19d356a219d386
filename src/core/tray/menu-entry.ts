/** What a menu entry does when it is chosen. */
export type MenuAction =
  | { readonly do: 'open-home' }
  | { readonly do: 'open-diff' }
  /** Beside the live diff lies the list of checkpoints. */
  | { readonly do: 'open-checkpoints' }
  | { readonly do: 'open-settings' }
  | { readonly do: 'start'; readonly lane: 'spark' | 'standard' }
  | { readonly do: 'open-diff-of'; readonly repoId: string }
  | { readonly do: 'follow-sessions'; readonly on: boolean }
  | { readonly do: 'stop-following'; readonly sessionId: string }
  | {
      readonly do: 'select-model'
      readonly modelId: string
      readonly scope: 'everywhere' | 'next-session' | 'repository'
      /** Back by itself after that time. */
      readonly minutes?: number
    }
  | { readonly do: 'select-effort'; readonly effort: string | null }
  | { readonly do: 'model-back'; readonly place: 'everywhere' | 'repository' }
  | { readonly do: 'forget-next-model' }
  | { readonly do: 'choose-repo'; readonly repoId: string }
  | { readonly do: 'choose-folder' }
  | { readonly do: 'pause-gate'; readonly until: '30-minutes' | 'tomorrow' }
  | { readonly do: 'resume-gate' }
  | { readonly do: 'quit' }

/** One line of the tray menu as plain data; Electron's menu is built from it and from nothing else. */
export type MenuEntry =
  | { readonly kind: 'separator' }
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'action'; readonly label: string; readonly action: MenuAction; readonly enabled: boolean }
  | { readonly kind: 'radio'; readonly label: string; readonly action: MenuAction; readonly checked: boolean }
  | { readonly kind: 'submenu'; readonly label: string; readonly entries: readonly MenuEntry[] }
