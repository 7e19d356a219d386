/** The name of a grammar in grammars.ts. */
export type Language = (typeof extensions)[number][0]

type Table = readonly (readonly [language: Language, words: string])[]

// Endings by the grammar that reads them. Where one belongs to two languages, the one more people use has it.
const extensions = [
  ['bash', 'sh bash zsh ksh bats ebuild'],
  ['c', 'c h'],
  ['clojure', 'clj cljs cljc edn'],
  ['cmake', 'cmake'],
  ['cpp', 'cc cpp cxx c++ hh hpp hxx ino ipp cu cuh'],
  ['csharp', 'cs csx'],
  ['css', 'css pcss'],
  ['dart', 'dart'],
  ['delphi', 'pas dpr lpr'],
  ['diff', 'diff patch'],
  ['dockerfile', 'dockerfile containerfile'],
  ['dos', 'bat cmd'],
  ['elixir', 'ex exs'],
  ['elm', 'elm'],
  ['erlang', 'erl hrl'],
  ['fsharp', 'fs fsi fsx'],
  ['go', 'go'],
  ['graphql', 'graphql gql'],
  ['groovy', 'groovy gradle'],
  ['handlebars', 'hbs handlebars'],
  ['haskell', 'hs lhs'],
  ['ini', 'ini toml cfg conf properties editorconfig env desktop service'],
  ['java', 'java'],
  ['javascript', 'js mjs cjs jsx'],
  ['json', 'json jsonc json5 jsonl ndjson webmanifest geojson ipynb avsc'],
  ['julia', 'jl'],
  ['kotlin', 'kt kts'],
  ['latex', 'tex sty cls'],
  ['less', 'less'],
  ['lisp', 'lisp lsp el scm'],
  ['lua', 'lua'],
  ['makefile', 'mk mak make'],
  ['markdown', 'md markdown mdx mkd'],
  ['matlab', 'matlab'],
  ['nginx', 'nginx'],
  ['nix', 'nix'],
  ['objectivec', 'm mm'],
  ['ocaml', 'ml mli'],
  ['perl', 'pl pm t'],
  ['php', 'php phtml'],
  ['powershell', 'ps1 psm1 psd1'],
  ['prolog', 'pro'],
  ['protobuf', 'proto'],
  ['python', 'py pyi pyw bzl bazel star'],
  ['r', 'r rmd'],
  ['ruby', 'rb rake gemspec podspec ru'],
  ['rust', 'rs'],
  ['scala', 'scala sc sbt'],
  ['scss', 'scss sass'],
  ['sql', 'sql psql ddl'],
  ['swift', 'swift'],
  ['tcl', 'tcl'],
  ['typescript', 'ts mts cts tsx'],
  ['vbnet', 'vb'],
  ['verilog', 'v sv svh'],
  ['vhdl', 'vhd vhdl'],
  ['vim', 'vim'],
  ['wasm', 'wat wast'],
  ['x86asm', 'asm nasm s'],
  ['xml', 'xml html htm xhtml svg vue svelte astro xsd xsl xslt plist csproj fsproj vbproj props targets rss atom'],
  ['yaml', 'yml yaml cff'],
] as const

const names: Table = [
  ['bash', '.bashrc .bash_profile .bash_aliases .profile .zshrc .zshenv .zprofile .envrc pkgbuild apkbuild'],
  ['cmake', 'cmakelists.txt'],
  ['dockerfile', 'dockerfile containerfile'],
  ['groovy', 'jenkinsfile'],
  ['ini', '.gitconfig .gitmodules .npmrc .editorconfig .env pipfile cargo.lock poetry.lock uv.lock .pylintrc'],
  ['json', '.babelrc .eslintrc .prettierrc composer.lock flake.lock'],
  ['makefile', 'makefile gnumakefile'],
  ['python', 'sconstruct sconscript wscript build workspace tiltfile'],
  ['ruby', 'gemfile rakefile podfile vagrantfile brewfile guardfile fastfile'],
  ['yaml', '.clang-format .clang-tidy yarn.lock'],
]

/** Names that carry on behind a dot, such as `Dockerfile.dev` and `.env.local`. */
const firstParts: Table = [
  ['dockerfile', 'dockerfile containerfile'],
  ['groovy', 'jenkinsfile'],
  ['ini', '.env'],
  ['makefile', 'makefile gnumakefile'],
]

const shebangs: Table = [
  ['bash', 'sh bash dash zsh ksh bats'],
  ['elixir', 'elixir'],
  ['groovy', 'groovy'],
  ['javascript', 'node bun'],
  ['julia', 'julia'],
  ['lua', 'lua luajit'],
  ['perl', 'perl'],
  ['php', 'php'],
  ['powershell', 'pwsh'],
  ['python', 'python pypy uv'],
  ['r', 'rscript'],
  ['ruby', 'ruby jruby'],
  ['tcl', 'tclsh wish'],
  ['typescript', 'deno tsx ts-node'],
]

const byExtension = inverted(extensions)
const byName = inverted(names)
const byFirstPart = inverted(firstParts)
const byShebang = inverted(shebangs)

/** What no Objective-C begins with: a comment or a first statement of MATLAB, which has the same ending. */
const beginsMatlab = /^\s*(?:%|(?:function|classdef|clear|clc|close all)\b)/

/**
 * The grammar for a file by its name; by its first line where the name has no ending, or one of two languages. Null when
 * it stays plain.
 */
export function languageOf(path: string, firstLine: string): Language | null {
  if (baseName(path).endsWith('.m') && beginsMatlab.test(firstLine)) return 'matlab'
  return languageOfName(path) ?? (mayHaveShebang(path) ? languageOfShebang(firstLine) : null)
}

/** Whether a file can get colours at all, as far as its name says. */
export function mayHaveColours(path: string): boolean {
  return languageOfName(path) !== null || mayHaveShebang(path)
}

function languageOfName(path: string): Language | null {
  const name = baseName(path)
  const firstPart = /^\.?[^.]+(?=\.)/.exec(name)?.[0] ?? ''
  return (
    byName.get(name) ??
    (name.includes('.') ? byExtension.get(name.slice(name.lastIndexOf('.') + 1)) : undefined) ??
    byFirstPart.get(firstPart) ??
    null
  )
}

function languageOfShebang(line: string): Language | null {
  const command = /^#!\s*(?:\S*\/)?(\S+)(.*)$/.exec(line)
  if (command === null) return null
  const [, program = '', rest = ''] = command
  // `#!/usr/bin/env -S deno run`: the first word that is neither an option nor a variable.
  const interpreter = program === 'env' ? rest.split(/\s+/).find((word) => /^[^-=]+$/.test(word)) : program
  return byShebang.get((interpreter ?? '').toLowerCase().replace(/[\d.]+$/, '')) ?? null
}

function mayHaveShebang(path: string): boolean {
  return !baseName(path).includes('.')
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase()
}

function inverted(table: Table): ReadonlyMap<string, Language> {
  return new Map(table.flatMap(([language, words]) => words.split(' ').map((word) => [word, language] as const)))
}
