/** What a piece of source text is; each kind has a colour in tokens.css. Their order is the number in packed spans. */
export const tokenKinds = ['comment', 'keyword', 'string', 'number', 'title', 'type', 'name', 'meta'] as const

export type TokenKind = (typeof tokenKinds)[number]

/** The first part of each class that highlight.js gives (its list of scopes), without what is drawn like plain text. */
const kindsOfScopes: Readonly<Record<string, TokenKind>> = {
  comment: 'comment',
  quote: 'comment',
  doctag: 'keyword',
  keyword: 'keyword',
  literal: 'number',
  number: 'number',
  symbol: 'number',
  string: 'string',
  regexp: 'string',
  char: 'string',
  code: 'string',
  subst: 'name',
  addition: 'string',
  deletion: 'number',
  title: 'title',
  section: 'title',
  type: 'type',
  built_in: 'type',
  'selector-tag': 'keyword',
  'selector-id': 'title',
  'selector-class': 'title',
  'selector-attr': 'name',
  'selector-pseudo': 'name',
  tag: 'name',
  name: 'keyword',
  attr: 'name',
  attribute: 'name',
  variable: 'name',
  'template-variable': 'name',
  'template-tag': 'meta',
  property: 'name',
  bullet: 'keyword',
  strong: 'title',
  emphasis: 'title',
  formula: 'string',
  link: 'title',
  meta: 'meta',
}

/** The number of a kind for the classes of a highlight.js node; null for what has no colour of its own. */
export function kindNumber(classes: readonly string[]): number | null {
  const [scope = ''] = classes
  const kind = classes.includes('class_') ? 'type' : kindsOfScopes[scope.replace(/^hljs-/, '')]
  return kind === undefined ? null : tokenKinds.indexOf(kind)
}
