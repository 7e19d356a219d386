/** From which size on a repository counts as large; either is enough. */
export interface LargeFrom {
  readonly files: number
  readonly bytes: number
}

/**
 * Below, a full copy costs about three seconds and some ten megabytes at most, and it outlives the deletion of the
 * repository itself.
 */
export const defaultLargeFrom: LargeFrom = { files: 5_000, bytes: 100 * 1024 * 1024 }
