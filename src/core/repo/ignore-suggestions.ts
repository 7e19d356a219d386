import { displayName } from '../words/display-name'
import { isUtf8Path, type RepoPath } from './repo-path'

/** A line for .gitignore that would keep new files out; Firebreak never writes it itself. */
export interface IgnoreSuggestion {
  readonly pattern: string
  /** How many of the new files it covers. */
  readonly files: number
}

// Folders that tools fill, whatever the language.
const madeByTools = new Set(
  'node_modules bower_components jspm_packages vendor dist build out target bin obj .next .nuxt .output .svelte-kit .turbo .cache .parcel-cache .gradle .venv venv env .tox __pycache__ .pytest_cache .mypy_cache .ruff_cache .idea .vs coverage .nyc_output htmlcov logs tmp temp .terraform Pods DerivedData .dart_tool elm-stuff .stack-work _build deps zig-cache zig-out .angular'.split(
    ' ',
  ),
)
// Where people write: a new project has many files in these, and none of them belongs into .gitignore.
const writtenByPeople = new Set(
  'src lib app apps packages pkg cmd internal source sources include test tests spec specs __tests__ e2e docs doc scripts examples components pages'.split(
    ' ',
  ),
)

const mostSuggestions = 3
/** A folder with less than this part of the new files is not what is missing from .gitignore. */
const leastPart = 0.1

/** The folders that hold most of the new files, as lines for .gitignore, those that cover most first; none for a project's own sources. */
export function ignoreSuggestions(newFiles: readonly RepoPath[]): readonly IgnoreSuggestion[] {
  const tools = new Map<string, number>()
  const others: string[][] = []
  for (const path of newFiles) {
    const folders = path.split('/').slice(0, -1)
    const tool = folders.find((folder) => madeByTools.has(folder))
    if (tool === undefined) others.push(folders)
    else tools.set(tool, (tools.get(tool) ?? 0) + 1)
  }
  const least = newFiles.length * leastPart
  return [...[...tools].map(([folder, files]) => ({ pattern: `${folder}/`, files })), ...fullest(others, least)]
    .filter(({ files }) => files >= least)
    .toSorted((a, b) => b.files - a.files || (a.pattern < b.pattern ? -1 : 1))
    .slice(0, mostSuggestions)
}

/** The deepest folders that hold nearly all of what the folder above them holds. */
function fullest(paths: readonly (readonly string[])[], least: number): IgnoreSuggestion[] {
  const tops = grouped(
    paths.filter((folders) => folders.length > 0),
    0,
  )
  return [...tops.values()].flatMap((inside) => {
    if (inside.length < least) return []
    let folder: readonly string[] = inside[0]?.slice(0, 1) ?? []
    for (;;) {
      const [name, files] = [...grouped(inside, folder.length)].reduce((a, b) => (b[1].length > a[1].length ? b : a))
      if (name === '' || files.length < inside.length * 0.9) break
      folder = [...folder, name]
    }
    if (folder.some((name) => writtenByPeople.has(name.toLowerCase()))) return []
    const pattern = anchored(folder)
    return pattern === null ? [] : [{ pattern, files: inside.length }]
  })
}

/** By the name of the folder at a depth; '' for files that lie right above it. */
function grouped(paths: readonly (readonly string[])[], depth: number): Map<string, (readonly string[])[]> {
  const groups = new Map<string, (readonly string[])[]>()
  for (const folders of paths) {
    const name = folders[depth] ?? ''
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [folders])
    else group.push(folders)
  }
  return groups
}

/** gitignore(5): a slash at the start anchors, `\` takes the meaning of the globs. Null for a name that a line of text cannot hold. */
function anchored(folder: readonly string[]): string | null {
  const path = folder.join('/')
  if (!isUtf8Path(path) || displayName(path) !== path) return null
  return `/${path.replaceAll(/[\\*?[]/g, String.raw`\$&`)}/`
}
