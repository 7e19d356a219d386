import { describe, expect, it } from 'vitest'
import { answerHighlight } from '../../../src/renderer/src/highlight/answer-highlight'
import { languageOf, mayHaveColours } from '../../../src/renderer/src/highlight/languages'
import { unpackLine } from '../../../src/renderer/src/highlight/packed-lines'

/** A file of each language, and what a few of its words have to be. */
const samples: readonly (readonly [path: string, text: string, expected: Readonly<Record<string, string>>])[] = [
  ['a.js', "// note\nconst a = 'text' // end", { '// note': 'comment', const: 'keyword', "'text'": 'string' }],
  ['a.jsx', 'const a = <p className="b">{c}</p> // note', { const: 'keyword', '"b"': 'string', '// note': 'comment' }],
  [
    'a.ts',
    "interface A { b: string }\n/* note */ let c = 'd'",
    { interface: 'keyword', '/* note */': 'comment', "'d'": 'string' },
  ],
  ['a.tsx', 'export const A = () => <b c="d" />', { export: 'keyword', '"d"': 'string' }],
  ['a.py', "# note\ndef f():\n    return 'a'", { '# note': 'comment', def: 'keyword', f: 'title', "'a'": 'string' }],
  [
    'a.java',
    '// note\npublic class A { String b = "c"; }',
    { '// note': 'comment', public: 'keyword', '"c"': 'string' },
  ],
  [
    'a.c',
    '/* note */ int main(void) { return 0; } // "x"',
    { '/* note */': 'comment', return: 'keyword', '0': 'number' },
  ],
  ['a.cpp', 'namespace a { auto b = "c"; } // note', { namespace: 'keyword', '"c"': 'string', '// note': 'comment' }],
  [
    'a.cs',
    'using System; // note\nclass A { string b = "c"; }',
    { using: 'keyword', '"c"': 'string', '// note': 'comment' },
  ],
  ['a.go', 'package main // note\nvar a = "b"', { package: 'keyword', '"b"': 'string', '// note': 'comment' }],
  ['a.rs', 'fn main() { let a = "b"; } // note', { fn: 'keyword', '"b"': 'string', '// note': 'comment' }],
  [
    'a.php',
    '<?php // note\nfunction a() { return "b"; }',
    { function: 'keyword', '"b"': 'string', '// note': 'comment' },
  ],
  ['a.rb', '# note\ndef a\n  "b"\nend', { '# note': 'comment', def: 'keyword', '"b"': 'string' }],
  ['a.swift', 'func a() -> String { return "b" } // note', { func: 'keyword', '"b"': 'string', '// note': 'comment' }],
  ['a.kt', 'fun a(): String = "b" // note', { fun: 'keyword', '"b"': 'string', '// note': 'comment' }],
  ['a.dart', 'import "a"; // note\nclass B {}', { import: 'keyword', '"a"': 'string', '// note': 'comment' }],
  ['a.scala', 'object A { val b = "c" } // note', { object: 'keyword', '"c"': 'string', '// note': 'comment' }],
  ['a.sh', '# note\nif true; then echo "a"; fi', { '# note': 'comment', if: 'keyword', '"a"': 'string' }],
  ['a.ps1', '# note\nfunction A { return "b" }', { '# note': 'comment', function: 'keyword', '"b"': 'string' }],
  ['a.lua', '-- note\nlocal a = "b"', { '-- note': 'comment', local: 'keyword', '"b"': 'string' }],
  ['a.pl', '# note\nmy $a = "b";', { '# note': 'comment', my: 'keyword', '"b"': 'string' }],
  ['a.r', '# note\nf <- function(x) "b"', { '# note': 'comment', function: 'keyword', '"b"': 'string' }],
  ['a.jl', '# note\nfunction f() "b" end', { '# note': 'comment', function: 'keyword', '"b"': 'string' }],
  ['a.hs', '-- note\nmodule A where\na = "b"', { '-- note': 'comment', module: 'keyword', '"b"': 'string' }],
  ['a.ex', '# note\ndefmodule A do\n  "b"\nend', { '# note': 'comment', defmodule: 'keyword', '"b"': 'string' }],
  [
    'a.erl',
    '% note\n-module(a).\nf() -> case 1 of "b" -> ok end.',
    { '% note': 'comment', case: 'keyword', '"b"': 'string' },
  ],
  ['a.clj', '; note\n(defn f [] "b")', { '; note': 'comment', defn: 'keyword', '"b"': 'string' }],
  ['a.ml', '(* note *)\nlet a = "b"', { '(* note *)': 'comment', let: 'keyword', '"b"': 'string' }],
  ['a.fs', '// note\nlet a = "b"', { '// note': 'comment', let: 'keyword', '"b"': 'string' }],
  ['a.groovy', 'def a = "b" // note', { def: 'keyword', '"b"': 'string', '// note': 'comment' }],
  ['a.m', '// note\n@interface A\n@end\nNSString *b = @"c";', { '// note': 'comment', '@"c"': 'string' }],
  ['b.m', "% note\nfunction a = f(b)\na = 'c';\nend", { '% note': 'comment', function: 'keyword', "'c'": 'string' }],
  ['a.pas', '// note\nprocedure A; begin b := 1; end;', { '// note': 'comment', procedure: 'keyword', '1': 'number' }],
  ['a.asm', "; note\n  mov eax, 1\n  db 'b'", { '; note': 'comment', mov: 'keyword', '1': 'number', "'b'": 'string' }],
  ['a.s', '  push rbp\n  mov rax, 60', { push: 'keyword', '60': 'number' }],
  ['a.vb', 'Dim a As String = "b" \' note', { Dim: 'keyword', '"b"': 'string', "' note": 'comment' }],
  ['a.sql', "-- note\nselect a from b where c = 'd'", { '-- note': 'comment', select: 'keyword', "'d'": 'string' }],
  ['a.html', '<!-- note --><a href="b">c</a>', { '<!-- note -->': 'comment', a: 'keyword', '"b"': 'string' }],
  ['a.vue', '<script>\nconst a = "b"\n</script>', { const: 'keyword', '"b"': 'string' }],
  ['a.css', '/* note */ a { color: #fff; content: "b" }', { '/* note */': 'comment', color: 'name', '"b"': 'string' }],
  ['a.scss', '// note\n$a: "b"; a { @include c; }', { '// note': 'comment', '"b"': 'string' }],
  ['a.less', '// note\n@a: "b";', { '// note': 'comment', '"b"': 'string' }],
  ['a.json', '{ "a": "b", "c": true }', { '"a"': 'name', '"b"': 'string', true: 'keyword' }],
  ['a.yaml', '# note\na: "b"', { '# note': 'comment', 'a:': 'name', '"b"': 'string' }],
  ['a.toml', '# note\n[a]\nb = "c"', { '# note': 'comment', '[a]': 'title', '"c"': 'string' }],
  ['a.md', '# title\n\n> note\n\n`code`', { '# title': 'title', '> note': 'comment', '`code`': 'string' }],
  ['a.graphql', '# note\ntype A { b: String }', { '# note': 'comment', type: 'keyword' }],
  ['a.proto', '// note\nmessage A { repeated B b = 1; }', { '// note': 'comment', repeated: 'keyword', '1': 'number' }],
  ['Dockerfile', '# note\nFROM a\nENV B="c"', { '# note': 'comment', FROM: 'keyword', '"c"': 'string' }],
  ['Makefile', '# note\nifeq (a,b)\nA = $(B)', { '# note': 'comment', ifeq: 'keyword', '$(B)': 'name' }],
  ['CMakeLists.txt', '# note\nset(A "b")', { '# note': 'comment', set: 'keyword', '"b"': 'string' }],
  ['a.nix', '# note\nlet a = "b"; in a', { '# note': 'comment', let: 'keyword', '"b"': 'string' }],
  ['a.vim', "\" note\nlet a = 'b'", { '" note': 'comment', let: 'keyword', "'b'": 'string' }],
  ['a.tex', '% note\n\\section{a}', { '% note': 'comment', '\\section': 'keyword' }],
  ['a.diff', '@@ -1 +1 @@\n-a\n+b', { '@@ -1 +1 @@': 'meta', '-a': 'number', '+b': 'string' }],
]

describe('each language gets its colours', () => {
  it.each(samples)('%s', (path, text, expected) => {
    const { lines } = answerHighlight({ ask: 1, path, text: [text] })
    const found = new Map<string, string>()
    for (const [at, line] of text.split('\n').entries())
      for (const span of lines?.[0] === undefined ? [] : unpackLine(lines[0], at))
        found.set(line.slice(span.start, span.end), span.token)
    expect(Object.fromEntries([...found].filter(([word]) => word in expected))).toEqual(expected)
  })
})

it.each([
  ['src/main.ts', '', 'typescript'],
  ['types.d.ts', '', 'typescript'],
  ['UPPER.PY', '', 'python'],
  ['docker/Dockerfile.dev', '', 'dockerfile'],
  ['.env.local', '', 'ini'],
  ['.bashrc', '', 'bash'],
  ['bin/tool', '#!/usr/bin/env python3', 'python'],
  ['bin/tool', '#!/bin/bash -e', 'bash'],
  ['bin/tool', '#!/usr/bin/env -S deno run --allow-read', 'typescript'],
  ['bin/tool', '#!/usr/bin/env NODE_ENV=x node', 'javascript'],
  ['bin/tool', 'no shebang', null],
  ['notes.txt', '#!/bin/sh', null],
  ['build.txt', '', null],
  ['folder.ts/file', '', null],
  ['.gitignore', '', null],
  ['a.m', '#import <Foundation/Foundation.h>', 'objectivec'],
  ['a.m', 'classdef A < handle', 'matlab'],
  ['a.m', '', 'objectivec'],
  ['', '', null],
])('%s with the first line "%s" is %s', (path, firstLine, language) => {
  expect(languageOf(path, firstLine)).toBe(language)
})

it('a file is only read for colours where its name or its first line can say its language', () => {
  expect(['a.ts', 'bin/tool', 'a.txt', 'a.png'].map(mayHaveColours)).toEqual([true, true, false, false])
})
