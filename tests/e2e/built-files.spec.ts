import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { parseAst, Visitor } from 'vite'

const out = path.resolve('out')

/** Every module that a built file names: static, re-exported or imported on demand. */
function importsOf(file: string): string[] {
  const named: string[] = []
  const note = (source: { type: string; value?: unknown } | null) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') named.push(source.value)
  }
  new Visitor({
    ImportDeclaration: (node) => note(node.source),
    ExportAllDeclaration: (node) => note(node.source),
    ExportNamedDeclaration: (node) => note(node.source),
    ImportExpression: (node) => note(node.source),
    CallExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') note(node.arguments[0] ?? null)
    },
  }).visit(parseAst(readFileSync(file, 'utf8')))
  return named
}

/** The modules outside of the build that a built file can end up loading. */
function externalsReachedFrom(entry: string): Set<string> {
  const externals = new Set<string>()
  const seen = new Set<string>()
  const waiting = [entry]
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    for (const name of importsOf(file)) {
      if (name.startsWith('.')) waiting.push(path.resolve(path.dirname(file), name))
      else externals.add(name)
    }
  }
  return externals
}

function isBuiltIn(name: string): boolean {
  return name.startsWith('node:') || process.getBuiltinModule(name) !== undefined
}

test('the command line loads nothing but Node, whatever the verb', () => {
  const externals = [...externalsReachedFrom(path.join(out, 'cli/firebreak.js'))]
  expect(externals).toContain('node:path')
  expect(externals.filter((name) => !isBuiltIn(name))).toEqual([])
})

test('the repo process and the app load nothing but Node and Electron', () => {
  for (const entry of ['repo/index.js', 'main/index.js']) {
    const externals = [...externalsReachedFrom(path.join(out, entry))]
    expect(externals.filter((name) => !isBuiltIn(name) && name !== 'electron')).toEqual([])
  }
})

test('the preload is one file that needs only Electron, so the sandbox can stay on', () => {
  expect(readdirSync(path.join(out, 'preload'))).toEqual(['index.cjs'])
  expect(importsOf(path.join(out, 'preload/index.cjs'))).toEqual(['electron'])
  expect(existsSync(path.join(out, 'renderer/index.html'))).toBe(true)
})
