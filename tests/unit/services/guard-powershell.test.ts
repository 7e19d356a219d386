import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Language, type Node, Parser } from 'web-tree-sitter'
import { beforeAll, expect, it } from 'vitest'

// There is no PowerShell where the tests run: the grammar says whether the hook program for Windows can be read at all.

let parser: Parser
beforeAll(async () => {
  await Parser.init()
  const grammar = import.meta.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm')
  parser = new Parser()
  parser.setLanguage(await Language.load(fileURLToPath(grammar)))
})

function mistakes(script: string): readonly string[] {
  const found: string[] = []
  const see = (node: Node | null) => {
    if (node === null) return
    if (node.isError || node.isMissing) found.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 80)}`)
    else if (node.hasError) for (const child of node.children) see(child)
  }
  see(parser.parse(script)?.rootNode ?? null)
  return found
}

it('the guard for Windows has no mistake that its grammar sees', () => {
  const script = readFileSync(new URL('../../../resources/guard/guard.ps1', import.meta.url), 'utf8')
  expect(script.length).toBeGreaterThan(1_000)
  expect(mistakes(script)).toEqual([])
})

it('a mistake is seen', () => {
  expect(mistakes('function Read-It {\n  if ($a -eq 1) { exit 0\n}\n')).not.toEqual([])
  expect(mistakes("$text = 'never ended\n")).not.toEqual([])
})
