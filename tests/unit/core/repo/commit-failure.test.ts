import { expect, it } from 'vitest'
import { explainCommitFailure } from '../../../../src/core/repo/commit-failure'

const lint = 'src/a.ts:1 error: no-console\nLint failed'

it.each<[string, string, string[], string]>([
  ['a refusing hook', lint, ['pre-commit'], 'hook-failed'],
  ['a hook that prints nothing', '', ['commit-msg'], 'hook-failed'],
  ['a failure without any hook', lint, [], 'commit-failed'],
  ['a failure with hooks that cannot refuse', lint, ['post-commit'], 'commit-failed'],
  ['git giving up although there are hooks', 'fatal: updating files failed\n', ['pre-commit'], 'commit-failed'],
  ['an empty message', 'Aborting commit due to empty commit message.\n', ['pre-commit'], 'commit-failed'],
  ['a refusing reference-transaction hook', 'fatal: ref updates aborted by hook\n', [], 'hook-failed'],
  [
    'signing',
    'error: gpg failed to sign the data\nfatal: failed to write commit object\n',
    ['pre-commit'],
    'signing-failed',
  ],
  ['nothing to commit', 'On branch main\nnothing to commit, working tree clean\n', ['pre-commit'], 'nothing-to-commit'],
  [
    'nothing added',
    'Untracked files:\n  x\nnothing added to commit but untracked files present\n',
    [],
    'nothing-to-commit',
  ],
  ['no identity', '*** Please tell me who you are.\n\nfatal: empty ident name', [], 'identity-missing'],
  [
    'a lock',
    "fatal: Unable to create '/r/.git/index.lock': File exists.\n\nAnother git",
    ['pre-commit'],
    'index-locked',
  ],
])('explains %s', (_name, output, hooks, kind) => {
  expect(explainCommitFailure(output, hooks).kind).toBe(kind)
})

it('passes on what the hook printed', () => {
  expect(explainCommitFailure(lint, ['pre-commit'])).toEqual({ kind: 'hook-failed', output: lint })
})
