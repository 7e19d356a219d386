import type { CommitError } from './commit'

// These can refuse a commit; git says nothing of its own when one does.
const refusing = ['pre-commit', 'prepare-commit-msg', 'commit-msg']

/**
 * Names the reason why `git commit` ended with a failure, from what it and its hooks printed (in English, as LANGUAGE
 * asks for). `hooks` are the executable ones.
 */
export function explainCommitFailure(output: string, hooks: readonly string[]): CommitError {
  if (/Unable to create '[^']*index\.lock': File exists/.test(output)) return { kind: 'index-locked' }
  if (/^(nothing to commit|nothing added to commit|no changes added to commit)/m.test(output)) {
    return { kind: 'nothing-to-commit' }
  }
  if (/Please tell me who you are|unable to auto-detect email address|empty ident name/.test(output)) {
    return { kind: 'identity-missing' }
  }
  if (/gpg failed to sign the data|failed to write commit object|signing failed/i.test(output)) {
    return { kind: 'signing-failed', output }
  }
  if (/updates? aborted by hook/.test(output)) return { kind: 'hook-failed', output }
  const gitGaveUp = /^(fatal: |Aborting commit)/.test(output.trimEnd().split('\n').at(-1) ?? '')
  return !gitGaveUp && hooks.some((hook) => refusing.includes(hook))
    ? { kind: 'hook-failed', output }
    : { kind: 'commit-failed', output }
}
