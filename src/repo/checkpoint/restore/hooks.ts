/** The places of a restore where a kill may leave something behind, in their order; those of a file come once per file. */
export const restorePoints = [
  'safety-taken',
  'before-journal',
  'after-journal',
  'before-delete',
  'after-delete',
  'before-remove-folder',
  'after-remove-folder',
  'before-temp',
  'after-temp',
  'before-rename',
  'after-rename',
  'before-permissions',
  'after-permissions',
  'before-make-folder',
  'after-make-folder',
  'before-index-temp',
  'after-index-temp',
  'index-locked',
  'before-index-rename',
  'after-index-rename',
  'before-record',
  'after-record',
  'after-journal-removal',
] as const
export type RestorePoint = (typeof restorePoints)[number]

/** What a test does when a restore comes to a point, such as to kill the process. */
export interface RestoreHooks {
  at(point: RestorePoint): void
}

export const noHooks: RestoreHooks = { at: () => undefined }
