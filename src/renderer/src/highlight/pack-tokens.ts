import type { createLowlight } from 'lowlight'
import { hashLine, type PackedLines } from './packed-lines'
import { kindNumber } from './token-kinds'

type Root = ReturnType<ReturnType<typeof createLowlight>['highlight']>
type Node = Root['children'][number]
type Element = Extract<Node, { type: 'element' }>
type Text = Extract<Node, { type: 'text' }>

/** The tree that lowlight makes of a text, line by line and without its nesting: the innermost colour wins. */
export function packTokens(text: string, tree: Root): PackedLines {
  const lines = text.split('\n')
  const starts = new Uint32Array(lines.length + 1)
  const tokens: number[] = []
  let line = 0
  let column = 0
  const write = (value: string, kind: number | null) => {
    const pieces = value.split('\n')
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) {
        line++
        starts[line] = tokens.length / 2
        column = 0
      }
      if (kind !== null && piece !== '') tokens.push(column, piece.length * 16 + kind)
      column += piece.length
    }
  }
  // A stack of our own: nested interpolations of hostile source must not exhaust the one of the engine.
  const open: (readonly [node: Node, kind: number | null])[] = tree.children.toReversed().map((node) => [node, null])
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, kind] = next
    if (isText(node)) write(node.value, kind)
    if (!isElement(node)) continue
    const inner = kindNumber(classesOf(node)) ?? kind
    for (const child of node.children.toReversed()) open.push([child, inner])
  }
  starts[lines.length] = tokens.length / 2
  const hashes = Uint32Array.from(lines, hashLine)
  const order = Uint32Array.from(lines.keys()).toSorted((a, b) => (hashes[a] ?? 0) - (hashes[b] ?? 0))
  return { hashes, order, starts, tokens: Uint32Array.from(tokens) }
}

function isText(node: Node): node is Text {
  return node.type === 'text'
}

function isElement(node: Node): node is Element {
  return node.type === 'element'
}

function classesOf({ properties }: Element): readonly string[] {
  const { className } = properties
  return Array.isArray(className) ? className.map(String) : []
}
