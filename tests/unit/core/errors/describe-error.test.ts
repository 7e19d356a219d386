import { describe, expect, it } from 'vitest'
import type { CheckpointError } from '../../../../src/core/checkpoint/checkpoint'
import type { CodexError } from '../../../../src/core/codex/codex-error'
import { describeCodexError } from '../../../../src/core/errors/describe-codex-error'
import type { DescribedError } from '../../../../src/core/errors/described-error'
import { describeError } from '../../../../src/core/errors/describe-error'
import { describeLaunchError, type LaunchFailure } from '../../../../src/core/errors/describe-launch-error'
import { describeUncommitError } from '../../../../src/core/errors/describe-uncommit-error'
import type { CommitError } from '../../../../src/core/repo/commit'
import type { RepoError } from '../../../../src/core/repo/repo-status'
import type { UncommitError } from '../../../../src/core/repo/uncommit'

const repoErrors: readonly RepoError[] = [
  { kind: 'not-a-repo', path: '/p' },
  { kind: 'bare', path: '/p' },
  { kind: 'unsafe-owner', path: '/p' },
  { kind: 'home-repo', path: '/p' },
  { kind: 'outside-worktree', path: '/p', workTree: '/q' },
  { kind: 'holds-firebreak-home', path: '/p', home: '/p/.fb' },
  { kind: 'folder-gone', path: '/p' },
  { kind: 'git-missing', searched: [] },
  { kind: 'git-too-old', found: '2.20', needed: '2.36' },
  { kind: 'git-failed', command: 'status', code: 128, stderr: 'fatal' },
  { kind: 'git-timeout', command: 'status', afterMs: 30_000 },
]
const commitErrors: readonly CommitError[] = [
  { kind: 'nothing-to-commit' },
  { kind: 'identity-missing' },
  { kind: 'operation-in-progress', operation: 'rebase' },
  { kind: 'unmerged', paths: ['a'] },
  { kind: 'files-changed', paths: ['a', 'b'] },
  { kind: 'index-locked' },
  { kind: 'hook-failed', output: 'no' },
  { kind: 'signing-failed', output: 'no' },
  { kind: 'commit-timeout', afterMs: 120_000, output: '' },
  { kind: 'commit-failed', output: '' },
  { kind: 'side-branch-failed', branch: 'firebreak/x', back: 'main', cause: { kind: 'hook-failed', output: 'no' } },
  { kind: 'side-branch-failed', branch: 'firebreak/x', back: null, cause: { kind: 'commit-failed', output: '' } },
  { kind: 'side-branch-lost', branch: 'firebreak/x', output: '' },
  { kind: 'files-pointed-out', paths: ['.env'] },
  { kind: 'too-many-new-files', newFiles: 2001 },
]
const uncommitErrors: readonly UncommitError[] = [
  { kind: 'uncommit-not-head', head: null },
  { kind: 'uncommit-not-ours' },
  { kind: 'uncommit-pushed', refs: ['origin/main'] },
  { kind: 'uncommit-first-detached' },
  { kind: 'index-locked' },
  { kind: 'operation-in-progress', operation: 'merge' },
]
const checkpointErrors: readonly CheckpointError[] = [
  { kind: 'store-busy', waitedMs: 10_000 },
  { kind: 'store-corrupt', detail: 'x' },
  { kind: 'no-space', path: '/p' },
  { kind: 'read-only', path: '/p' },
  { kind: 'no-such-checkpoint', id: 'x' },
  { kind: 'change-not-kept', number: 4, gone: 'before' },
  { kind: 'change-not-kept', number: 4, gone: 'both' },
]
const codexErrors: readonly CodexError[] = [
  { kind: 'not-installed', searched: [] },
  { kind: 'cannot-run', path: '/c', cause: 'EACCES' },
  { kind: 'too-old', path: '/c', found: '0.1.0', needed: '0.150.0' },
  { kind: 'exited', code: 1, stderrTail: 'boom' },
  { kind: 'rejected', method: 'm', code: -1, message: 'no' },
  { kind: 'unexpected-reply', method: 'm', issue: 'i' },
  { kind: 'sign-in-needed', message: 'm' },
  { kind: 'offline', message: 'm' },
  { kind: 'config-invalid', file: '/c/config.toml', line: 2, column: 7, message: 'bad' },
  { kind: 'config-conflict', attempts: 3 },
  { kind: 'config-refused', reason: 'r', message: 'm' },
  { kind: 'stopped' },
]
const launchErrors: readonly LaunchFailure[] = [
  { kind: 'prompt-too-long', bytes: 40_000, limitBytes: 32_768 },
  { kind: 'bad-parameter', name: 'model' },
  { kind: 'not-written', code: 'ENOSPC', path: '/p' },
  { kind: 'no-terminal', searched: ['xterm'] },
  { kind: 'terminal-failed', program: 'xterm', code: 'EACCES' },
  { kind: 'bad-name', name: 'a\nb' },
]

const all: readonly (readonly [string, DescribedError])[] = [
  ...[...repoErrors, ...commitErrors, ...checkpointErrors].map((e) => [e.kind, describeError(e)] as const),
  ...uncommitErrors.map((e) => [e.kind, describeUncommitError(e)] as const),
  ...codexErrors.map((e) => [e.kind, describeCodexError(e)] as const),
  ...launchErrors.map((e) => [e.kind, describeLaunchError(e)] as const),
]

describe('every error a user can meet', () => {
  it.each(all)('%s says what happened and what to do next', (_kind, error) => {
    expect(error.code).toMatch(/^[a-z]+(-[a-z]+)*$/)
    expect(error.message).toMatch(/^\S.*[.:]|\S.*$/)
    expect(error.next.length).toBeGreaterThan(5)
    expect(`${error.message}${error.next}`).not.toMatch(/!|undefined|\[object|\n/)
  })

  it('keeps what a hook printed beside the words', () => {
    expect(describeError({ kind: 'hook-failed', output: 'lint: 3 errors' })).toMatchObject({
      code: 'hook-failed',
      output: 'lint: 3 errors',
    })
  })

  it('shows no raw control character of a name', () => {
    expect(describeError({ kind: 'not-a-repo', path: '/tmp/\u001b[2Jx' }).message).toBe(
      '/tmp/‹U+001B›[2Jx is not in a git repository.',
    )
  })

  it('names line and column of a broken Codex configuration', () => {
    const error: CodexError = { kind: 'config-invalid', file: '/c/config.toml', line: 2, column: 7, message: 'bad' }
    expect(describeCodexError(error).message).toBe('Codex cannot read /c/config.toml, line 2 column 7: bad')
  })
})
