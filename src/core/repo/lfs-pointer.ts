/** What a git-lfs pointer says about the file it stands for. */
export interface LfsPointer {
  /** Lower-case hex sha256 of the file's bytes. */
  readonly sha256: string
  readonly sizeBytes: number
}

/** A pointer is shorter than this, so that longer blobs need not be read. */
export const lfsPointerMaxBytes = 1024

/**
 * Reads a git-lfs pointer, "version 1" of the specification; null when the text is none, or when an extension
 * transforms the content, so that the sha256 is not the one of the file on disk.
 */
export function parseLfsPointer(text: string): LfsPointer | null {
  const match =
    /^version https:\/\/(?:git-lfs|hawser)\.github\.com\/spec\/v1\noid sha256:([0-9a-f]{64})\nsize (\d{1,16})\n?$/.exec(
      text,
    )
  return match === null ? null : { sha256: match[1] ?? '', sizeBytes: Number(match[2]) }
}
