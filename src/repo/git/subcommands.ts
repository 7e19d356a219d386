// Built-in subcommands that Firebreak uses. An alias of the repository can shadow none of them, and what can run a program
// whatever its settings are (difftool, submodule, fetch, …) is not on the list.
const hardenedCommands = new Set([
  'cat-file',
  'check-attr',
  'check-ignore',
  'checkout-index',
  'commit-graph',
  'commit-tree',
  'config',
  'count-objects',
  'diff',
  'diff-files',
  'diff-index',
  'diff-tree',
  'for-each-ref',
  'fsck',
  'gc',
  'hash-object',
  'index-pack',
  'init',
  'log',
  'ls-files',
  'ls-tree',
  'merge-base',
  'mktree',
  'multi-pack-index',
  'pack-objects',
  'pack-refs',
  'prune',
  'prune-packed',
  'read-tree',
  'reflog',
  'repack',
  'rev-list',
  'rev-parse',
  'show',
  'show-index',
  'show-ref',
  'status',
  'symbolic-ref',
  'unpack-objects',
  'update-index',
  'update-ref',
  'version',
  'write-tree',
])

const userCommands = new Set(['add', 'commit', 'config', 'read-tree', 'rev-parse', 'update-index', 'var'])

const neverText = ['--no-ext-diff', '--no-textconv']
// `dirty` compares a submodule's commit by reading its HEAD; without it git would run `status` inside the submodule.
const neverInside = ['--ignore-submodules=dirty']

const mandatory: Readonly<Record<string, readonly string[]>> = {
  diff: [...neverText, ...neverInside, '--submodule=short'],
  'diff-files': [...neverText, ...neverInside],
  'diff-index': [...neverText, ...neverInside],
  'diff-tree': neverText,
  log: neverText,
  show: neverText,
  status: neverInside,
}

// What these answer depends on ignore rules, line endings or drivers, so settings have to be looked up for them; `config`
// is how they are asked for.
const settingsMatter = new Set([
  'check-attr',
  'check-ignore',
  'checkout-index',
  'config',
  'diff',
  'diff-files',
  'diff-index',
  'hash-object',
  'log',
  'ls-files',
  'show',
  'status',
  'update-index',
])

/** The subcommand with the flags it must never be without. Throws for a subcommand or flag that is not allowed: a bug. */
export function hardenedCommand(args: readonly string[]): readonly string[] {
  const [command, ...rest] = args
  if (command === undefined || !hardenedCommands.has(command))
    throw new Error(`git ${command} is not on the allow-list`)
  const refused = rest.find((flag) => /^--(textconv|ext-diff|filters|recurse-submodules|show-signature)\b/.test(flag))
  if (refused !== undefined) throw new Error(`git ${command} ${refused} could run a program of the repository`)
  if (command === 'hash-object' && !rest.includes('--no-filters')) throw new Error('git hash-object needs --no-filters')
  return [command, ...(mandatory[command] ?? []), ...rest]
}

/** Throws unless the subcommand is one of those that the visible commit needs. */
export function assertUserCommand(args: readonly string[]): void {
  const command = args.find((arg, i) => !arg.startsWith('-') && args[i - 1] !== '-c')
  if (command === undefined || !userCommands.has(command)) throw new Error(`git ${command} is not run as the user`)
}

/** Whether the answer can depend on the repository's drivers and on the user's ignore and line-ending settings. */
export function needsSettings(args: readonly string[]): boolean {
  return args[0] !== undefined && settingsMatter.has(args[0])
}

/** check-ignore refuses to work at all under GIT_LITERAL_PATHSPECS; it matches no globs, and `./` before a name disarms the rest. */
export function commandEnvironment(args: readonly string[]): Readonly<Record<string, string>> {
  return args[0] === 'check-ignore' ? { GIT_LITERAL_PATHSPECS: '0' } : {}
}
