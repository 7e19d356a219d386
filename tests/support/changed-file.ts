import type { ChangedFile } from '../../src/core/repo/repo-status'

/** An uncommitted file, modified and not staged unless said otherwise. */
export function changedFile(path: string, part: Partial<ChangedFile> = {}): ChangedFile {
  return {
    path,
    status: 'modified',
    from: null,
    staged: false,
    unstaged: true,
    stagedDiffers: false,
    lines: { added: 3, removed: 1 },
    filter: null,
    ...part,
  }
}
