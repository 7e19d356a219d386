import type { FileDiff } from '../../../../core/diff/file-diff'

/** What may be done with one file. */
export function FileActions(_props: { readonly file: FileDiff }) {
  return null
}
