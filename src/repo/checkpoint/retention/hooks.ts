/** The moments of a prune at which a test may let the process die. */
export const prunePoints = [
  'prune-begun',
  'refs-removed',
  'index-cleaned',
  'loose-removed',
  'pack-written',
  'packs-removed',
  'prune-done',
] as const

export interface PruneHooks {
  at?(point: (typeof prunePoints)[number]): void
}
