/**
 * The moments of a start in their order, one between each two of its steps. A save at one before the last look makes the
 * start fail; a save at `after-last-look` or later belongs to the session.
 */
export const startPoints = [
  'after-gate',
  'after-baseline',
  'after-second-look',
  'after-launcher-written',
  'after-terminal-opened',
  'after-launcher-asked',
  'after-last-look',
  'after-go',
] as const

export type StartPoint = (typeof startPoints)[number]

/** What tests do at a moment of a start. The app has none. */
export type StartHooks = Partial<Record<StartPoint, () => Promise<void>>>
