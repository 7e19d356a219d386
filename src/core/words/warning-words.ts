import type { CommitWarnings, FileMark, MarkedFile } from '../repo/commit-warnings'
import { manyNewFiles, tooManyNewFiles } from '../repo/commit-warnings'
import type { SecretKind } from '../repo/secret-content'
import { unreachable } from '../result'
import { count } from './counts'
import { byteWords } from './file-words'

const secretWords: Readonly<Record<SecretKind, string>> = {
  'private-key': 'a private key',
  aws: 'an AWS key',
  github: 'a GitHub token',
  gitlab: 'a GitLab token',
  openai: 'an OpenAI key',
  anthropic: 'an Anthropic key',
  slack: 'a Slack token',
  google: 'a Google key',
  stripe: 'a Stripe key',
  npm: 'an npm token',
}

/** The chip beside a file. */
export function markChip({ marks }: MarkedFile): string {
  return marks.some(isSecret) ? 'looks like a secret' : 'very large'
}

/** "Holds an AWS key in line 3." */
export function markWords({ marks }: MarkedFile): string {
  const [first] = marks.filter(isSecret)
  const others = marks.filter((mark) => mark.kind === 'secret').length - 1
  const more = first?.kind === 'secret' && others > 0 ? ` ${count(others, 'more place')} in it.` : ''
  const large = marks.find((mark) => mark.kind === 'large')
  return [first, large].flatMap((mark) => (mark === undefined ? [] : [sentence(mark)])).join(' ') + more
}

function sentence(mark: FileMark): string {
  switch (mark.kind) {
    case 'secret-name':
      return 'Files of this name hold passwords or keys.'
    case 'secret':
      return `Holds ${secretWords[mark.secret]} in line ${mark.line}.`
    case 'large':
      return `${byteWords(mark.bytes)}: history keeps every version of it for good.`
    default:
      return unreachable(mark)
  }
}

function isSecret(mark: FileMark): boolean {
  return mark.kind !== 'large'
}

/** One line for all files that are pointed out; null when there is none. */
export function warningSummary({ marked, unread }: CommitWarnings): string | null {
  const secrets = marked.filter(({ marks }) => marks.some(isSecret)).length
  const large = marked.length - secrets
  const parts = [
    secrets === 0 ? null : `${count(secrets, 'file looks', 'files look')} like a secret`,
    large === 0 ? null : `${count(large, 'file is', 'files are')} over 50 MB`,
  ].filter((part) => part !== null)
  const unreadWords = unread === 0 ? '' : ` ${count(unread, 'file')} more were not looked into.`
  if (parts.length === 0) return unread === 0 ? null : `${count(unread, 'file')} were not looked into for secrets.`
  const one = marked.length === 1
  return `${parts.join(', ')}: without a tick until you set it. Hold ${one ? 'it' : 'them'} back, or add ${one ? 'it' : 'them'} to .gitignore.${unreadWords}`
}

/** What is said about the number of new files; null when it is nothing special. */
export function newFilesWords({ newFiles, ignore }: CommitWarnings): string | null {
  if (newFiles <= manyNewFiles) return null
  const held = ignore.reduce((sum, { files }) => sum + files, 0)
  const where = held === 0 ? '' : ` ${held === newFiles ? 'All' : held} of them would be kept out by .gitignore with:`
  const ask = newFiles > tooManyNewFiles ? ' They are committed only when you confirm the number.' : ''
  return `${count(newFiles, 'new file')}.${ask}${where}`
}
