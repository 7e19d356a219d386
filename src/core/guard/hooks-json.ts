import { type JsonFault, type JsonNode, jsonSpans } from './json-spans'

/** One text put into another; nothing else of it changes. Offsets count UTF-16 units. */
export interface Insertion {
  readonly at: number
  readonly inserted: string
}

/** Why a hooks.json is left alone. */
export type HooksJsonError =
  | ({ readonly kind: 'broken' } & JsonFault)
  /** Valid JSON in which a hook has no place, such as a list where an object has to be; `what` is the key. */
  | { readonly kind: 'unexpected'; readonly what: string }

/** The hook as Codex reads it; `command` is a line for a shell, `timeout` in seconds. */
export interface GuardHook {
  readonly type: 'command'
  readonly command: string
  readonly timeout: number
  readonly statusMessage: string
}

/** What a hooks.json is made of when there was none. */
export function newHooksJson(hook: GuardHook): string {
  return `${JSON.stringify({ hooks: { [event]: [{ hooks: [hook] }] } }, null, 2)}\n`
}

const event = 'UserPromptSubmit'

/** Where the hook goes: behind all others of its event, so that theirs keep the places by which Codex knows them. */
export function insertHook(text: string, hook: GuardHook): Insertion | HooksJsonError {
  const root = jsonSpans(text)
  if (!('kind' in root)) return { kind: 'broken', ...root }
  const group = { hooks: [hook] }
  const hooks = memberOf(root, 'hooks')
  if (hooks === 'unexpected') return { kind: 'unexpected', what: 'hooks' }
  if (hooks === null) return append(text, root, 'hooks', { [event]: [group] })
  const groups = memberOf(hooks, event)
  if (groups === 'unexpected' || (groups !== null && groups.kind !== 'array'))
    return { kind: 'unexpected', what: event }
  return groups === null ? append(text, hooks, event, [group]) : append(text, groups, null, group)
}

/** Whether a hook of the event runs this command, also with something added to it; a broken file runs none. */
export function holdsHook(text: string, command: string): boolean {
  return ourGroups(text, command).length > 0
}

/** Whether the hook stands there exactly as it was put in, in a group of its own. */
export function holdsExactly(text: string, hook: GuardHook): boolean {
  const [group] = ourGroups(text, hook.command)
  const item = group?.list.items[group.index]
  if (item === undefined) return false
  return JSON.stringify(JSON.parse(text.slice(item.start, item.end))) === JSON.stringify({ hooks: [hook] })
}

/** How many hooks a text has, of any event; a broken one has none. */
export function countHooks(text: string): number {
  const root = jsonSpans(text)
  const events = 'kind' in root ? memberOf(root, 'hooks') : null
  if (events === null || events === 'unexpected' || events.kind !== 'object') return 0
  const groups = events.members.flatMap(({ value }) => (value.kind === 'array' ? value.items : []))
  return groups.reduce((sum, group) => {
    const handlers = memberOf(group, 'hooks')
    return handlers !== null && handlers !== 'unexpected' && handlers.kind === 'array'
      ? sum + handlers.items.length
      : sum
  }, 0)
}

/**
 * The text without our hook, for a file that others changed since: its group goes, with the comma that belongs to it. A
 * group that also holds hooks of others is left, as those are not ours to move; then the answer is null.
 */
export function removeHook(text: string, command: string): string | null {
  const [group] = ourGroups(text, command)
  if (group === undefined) return text
  if (group.others) return null
  const { list, index } = group
  const item = list.items[index]
  if (item === undefined) return null
  const before = list.items[index - 1]
  const after = list.items[index + 1]
  const from = before?.end ?? (after === undefined ? list.start + 1 : item.start)
  const to = before !== undefined ? item.end : (after?.start ?? list.end - 1)
  return removeHook(text.slice(0, from) + text.slice(to), command)
}

function ourGroups(text: string, ours: string) {
  const root = jsonSpans(text)
  const hooks = 'kind' in root ? memberOf(root, 'hooks') : null
  const list = hooks === null || hooks === 'unexpected' ? null : memberOf(hooks, event)
  if (list === null || list === 'unexpected' || list.kind !== 'array') return []
  return list.items.flatMap((group, index) => {
    const handlers = memberOf(group, 'hooks')
    if (handlers === null || handlers === 'unexpected' || handlers.kind !== 'array') return []
    const mine = handlers.items.filter((handler) => {
      const command = memberOf(handler, 'command')
      return command !== null && command !== 'unexpected' && command.kind === 'string' && command.value.includes(ours)
    })
    return mine.length === 0 ? [] : [{ list, index, others: mine.length < handlers.items.length }]
  })
}

/** Null when it is not there; a key that is there twice, or a value that has no keys, is not expected. */
function memberOf(node: JsonNode, key: string): JsonNode | null | 'unexpected' {
  if (node.kind !== 'object') return 'unexpected'
  const [found, twice] = node.members.filter((member) => member.key === key)
  if (twice !== undefined) return 'unexpected'
  return found?.value ?? null
}

/** A value at the end of a list or object, laid out like what is around it. */
function append(text: string, node: JsonNode, key: string | null, value: unknown): Insertion | HooksJsonError {
  if (node.kind !== 'object' && node.kind !== 'array') return { kind: 'unexpected', what: key ?? event }
  const last = node.kind === 'object' ? node.members.at(-1)?.value : node.items.at(-1)
  const first = node.kind === 'object' ? node.members[0] : node.items[0]
  const newline = text.includes('\r\n') ? '\r\n' : '\n'
  const own = indentAt(text, node.start)
  const unit = indentUnit(text)
  // What stands on one line stays there.
  const isOneLine = first === undefined ? !text.includes('\n') : !text.slice(node.start, first.start).includes('\n')
  const render = (indent: string): string => {
    const body = isOneLine
      ? JSON.stringify(value)
      : JSON.stringify(value, null, unit).replaceAll('\n', newline + indent)
    return key === null ? body : `${JSON.stringify(key)}: ${body}`
  }
  if (last !== undefined) {
    const indent = indentAt(text, first?.start ?? 0)
    const space = isOneLine ? ' ' : newline + indent
    return { at: last.end, inserted: `,${space}${render(indent)}` }
  }
  const at = node.start + 1
  if (isOneLine) return { at, inserted: render('') }
  const indent = own + unit
  // An empty list may hold space of its own before its end; that stays behind ours.
  const closes = text.slice(at, node.end - 1).includes('\n')
  return { at, inserted: `${newline}${indent}${render(indent)}${closes ? '' : newline + own}` }
}

/** The white space before the first character of the line. */
function indentAt(text: string, at: number): string {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1
  return /^[ \t]*/.exec(text.slice(lineStart, at))?.[0] ?? ''
}

/** The first indentation of the text, which is one step of it. */
function indentUnit(text: string): string {
  return /\n([ \t]+)\S/.exec(text)?.[1] ?? '  '
}
