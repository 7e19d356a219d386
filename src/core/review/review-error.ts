/** Why something was not marked. */
export type ReviewError =
  /** The lines are not those that were shown: somebody wrote to them meanwhile. */
  | { readonly kind: 'hunk-changed' }
  /** The file has no lines that could be read one by one. */
  | { readonly kind: 'nothing-to-mark' }
