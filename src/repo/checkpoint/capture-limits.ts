import type { RepoPath } from '../../core/repo/repo-path'

/** How much a checkpoint takes. All sizes in bytes. */
export interface CaptureLimits {
  /** A larger file is not captured, and the checkpoint is partial. */
  readonly file: number
  /** Ignored files (such as .env) are captured up to this size each … */
  readonly ignoredFile: number
  /** … and up to this much of them in each repository; what is above is left out without making the checkpoint partial. */
  readonly ignoredTotal: number
  /** What the user leaves out of every checkpoint; a folder stands for all in it. */
  readonly leaveOut: readonly RepoPath[]
}

/** What the user's settings say about captures of one repository. */
export interface CaptureRules {
  readonly ignoredFileBytes: number
  readonly ignoredTotalBytes: number
  readonly leaveOut: readonly RepoPath[]
}

export const defaultCaptureLimits: CaptureLimits = {
  file: 512 * 1024 * 1024,
  ignoredFile: 1024 * 1024,
  ignoredTotal: 50 * 1024 * 1024,
  leaveOut: [],
}

export function limitsOf(rules: CaptureRules): CaptureLimits {
  return {
    ...defaultCaptureLimits,
    ignoredFile: rules.ignoredFileBytes,
    ignoredTotal: rules.ignoredTotalBytes,
    // As people write folders: ./data/ is data. The top level itself cannot be left out.
    leaveOut: rules.leaveOut
      .map((path) => path.replace(/^(?:\.\/+)+|\/+$/g, ''))
      .filter((path) => path !== '' && path !== '.'),
  }
}
