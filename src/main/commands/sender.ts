/** Which window a command came from; null for the tray and for the app itself. */
export type Sender = { readonly view: 'home' | 'settings' } | { readonly view: 'diff'; readonly repoId: string }
