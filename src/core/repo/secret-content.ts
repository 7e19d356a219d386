export type SecretKind =
  | 'private-key'
  | 'aws'
  | 'github'
  | 'gitlab'
  | 'openai'
  | 'anthropic'
  | 'slack'
  | 'google'
  | 'stripe'
  | 'npm'

/** A secret in a text. `text` is the secret itself: it is only compared, and never leaves the process that read it. */
export interface FoundSecret {
  readonly kind: SecretKind
  /** Counts from 1. */
  readonly line: number
  readonly text: string
}

/** How many characters are looked at in one go: a few milliseconds, after which others may have their turn. */
const sliceLength = 64 * 1024
/** Longer than any shape, so that one that lies across the end of a slice is seen whole. */
const beyond = 1024
/** What stands before a shape decides too. */
const before = 64

// Only shapes that hardly anything else has: the prefixes the issuers publish, with the length of a real one. The first
// group is the part that is random. Nothing here can backtrack: every class is bounded by what follows it.
const shapes: readonly (readonly [kind: SecretKind, pattern: RegExp])[] = [
  ['private-key', /-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g],
  ['private-key', /^PuTTY-User-Key-File-[23]: /gm],
  ['aws', /(?<![A-Za-z0-9])(?:AKIA|ASIA)([A-Z0-9]{16})(?![A-Za-z0-9])/g],
  ['aws', /aws_secret_access_key["']?\s{0,8}[=:]\s{0,8}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gi],
  ['github', /(?<![A-Za-z0-9])gh[pousr]_([A-Za-z0-9]{36,255})/g],
  ['github', /(?<![A-Za-z0-9])github_pat_([A-Za-z0-9_]{36,255})/g],
  ['gitlab', /(?<![A-Za-z0-9])glpat-([A-Za-z0-9_-]{20,255})/g],
  ['anthropic', /(?<![A-Za-z0-9])sk-ant-[a-z]{2,8}\d{2}-([A-Za-z0-9_-]{32,255})/g],
  ['openai', /(?<![A-Za-z0-9])sk-(?:proj|svcacct|admin)-([A-Za-z0-9_-]{32,255})/g],
  ['openai', /(?<![A-Za-z0-9])sk-([A-Za-z0-9]{32,64})(?![A-Za-z0-9])/g],
  ['slack', /(?<![A-Za-z0-9])xox[abeoprs]-(\d{6,20}-[A-Za-z0-9-]{10,255})/g],
  ['slack', /(?<![A-Za-z0-9])xapp-\d-([A-Z0-9]{6,20}-\d{6,20}-[a-f0-9]{32,128})/g],
  ['slack', /hooks\.slack\.com\/services\/(T[A-Z0-9]{6,20}\/B[A-Z0-9]{6,20}\/[A-Za-z0-9]{20,40})/g],
  ['google', /(?<![A-Za-z0-9])AIza([A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])/g],
  ['google', /(?<![A-Za-z0-9])GOCSPX-([A-Za-z0-9_-]{28})(?![A-Za-z0-9_-])/g],
  ['stripe', /(?<![A-Za-z0-9])[sr]k_live_([A-Za-z0-9]{20,255})/g],
  ['npm', /(?<![A-Za-z0-9])npm_([A-Za-z0-9]{36})(?![A-Za-z0-9])/g],
]

// Every shape holds one of these, so a text without them is done with after one pass.
const anchors =
  /PRIVATE KEY|PuTTY-User|AKIA|ASIA|aws_secret|AWS_SECRET|gh[pousr]_|github_pat_|glpat-|sk-|xox|xapp-|hooks\.slack|AIza|GOCSPX|k_live_|npm_/

/** A token of nothing but x, 0 or stars stands in a manual. */
const placeholder = /^(x+|0+|\*+)$/i
const mostPerText = 20

interface Match {
  readonly kind: SecretKind
  /** Where it begins in the whole text. */
  readonly at: number
  readonly text: string
}

/**
 * The secrets in a text, first to last, at most 20. High confidence only: a word such as "password" proves nothing.
 * `pause` is awaited after each 64 KiB.
 */
export async function findSecrets(
  text: string,
  pause: () => Promise<void> | undefined = () => undefined,
): Promise<readonly FoundSecret[]> {
  const found: Match[] = []
  for (let from = 0; from < text.length && found.length < mostPerText; from += sliceLength) {
    found.push(...matchesBetween(text, from, from + sliceLength))
    await pause()
  }
  return withLines(text, found.slice(0, mostPerText))
}

/** What begins between two places of a text, first to last. */
function matchesBetween(text: string, from: number, to: number): readonly Match[] {
  const start = Math.max(0, from - before)
  const slice = text.slice(start, to + beyond)
  if (!anchors.test(slice)) return []
  const found: Match[] = []
  for (const [kind, pattern] of shapes) {
    let matched = 0
    for (const match of slice.matchAll(pattern)) {
      const at = start + match.index
      if (at < from || at >= to || (match[1] !== undefined && placeholder.test(match[1]))) continue
      found.push({ kind, at, text: match[0] })
      matched += 1
      if (matched >= mostPerText) break
    }
  }
  return found.toSorted((a, b) => a.at - b.at)
}

function withLines(text: string, found: readonly Match[]): readonly FoundSecret[] {
  let line = 1
  let counted = 0
  return found.map((secret) => {
    for (let end = text.indexOf('\n', counted); end >= 0 && end < secret.at; end = text.indexOf('\n', counted)) {
      line += 1
      counted = end + 1
    }
    return { kind: secret.kind, line, text: secret.text }
  })
}
