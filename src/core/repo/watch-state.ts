/** How a repository is being watched. */
export type WatchState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'watching'; readonly watches: number }
  /** The system's watch limit is reached; `command` raises it. */
  | { readonly kind: 'polling'; readonly everyMs: number; readonly command: string }
  | { readonly kind: 'gone' }
