import type { Verb } from './verb'

interface VerbEntry {
  readonly name: string
  readonly summary: string
  readonly usage: string
  /** Only the verb that is called is loaded: starting up is most of what a short command costs. */
  readonly load: () => Promise<Verb>
}

const repoOption = '--repo PATH  the repository; without it, the one of the current folder'

const verbs: readonly VerbEntry[] = [
  {
    name: 'status',
    summary: 'the repository, its gate and its sessions',
    usage: `firebreak status [--repo PATH] [--json]\n\n${repoOption}`,
    load: async () => (await import('./verbs/status')).status,
  },
  {
    name: 'gate',
    summary: 'may a Spark session start; exit code 0 when open, 1 when closed',
    usage: `firebreak gate [--repo PATH] [--json]\n\n${repoOption}`,
    load: async () => (await import('./verbs/gate')).gate,
  },
  {
    name: 'diff',
    summary: 'what changed, as a patch that git apply takes',
    usage: [
      'firebreak diff [--repo PATH] [--from ID|baseline|HEAD] [--to ID|worktree] [--path FILE…] [--json]',
      '',
      repoOption,
      '--from       a checkpoint, the start of the newest session, or the last commit; without it',
      '             the start of the newest session, or HEAD where there was none',
      '--to         a checkpoint, or the files as they are now (the default)',
      '--path       only these files and folders, relative to --repo',
      'ID           of checkpoint list, or the start of it; latest is the newest',
      '',
      'Checkpoints hold small ignored files too, so between them these count; against HEAD they do not.',
    ].join('\n'),
    load: async () => (await import('./verbs/diff')).diff,
  },
  {
    name: 'limits',
    summary: 'how much is left of each limit',
    usage: [
      'firebreak limits [--history] [--json]',
      '',
      '--history  what Firebreak recorded in the last 90 days, with the pace and a forecast; asks no Codex',
    ].join('\n'),
    load: async () => (await import('./verbs/limits')).limits,
  },
  {
    name: 'model',
    summary: 'the model of new Codex sessions',
    usage: [
      'firebreak model [get] [--repo PATH] [--json]',
      'firebreak model set SLUG [--scope user|repo|next] [--effort NAME] [--minutes N] [--yes] [--repo PATH] [--json]',
      'firebreak model back [--scope user|repo|next] [--repo PATH] [--json]',
      '',
      '--repo PATH  the folder for which the model in force is told; without it, the current one',
      '--scope      user: the user’s config.toml, for everything (the default); repo: .codex/config.toml of the repository,',
      '             which Codex has to trust, and only with --yes; next: the next session that Firebreak starts, no file',
      '--effort     the reasoning effort, such as low or high; default takes it away',
      '--minutes    back by itself after that time, also when Firebreak was not running then',
      '',
      'back takes the newest switch back: the file is byte for byte what it was, or, where others wrote to it meanwhile, their',
      'bytes stay (exit code 3). Nothing to take back: exit code 1. What somebody else set since is never written over.',
    ].join('\n'),
    load: async () => (await import('./verbs/model')).model,
  },
  {
    name: 'guard',
    summary: 'the gate for Codex sessions that start elsewhere',
    usage: [
      'firebreak guard install [--yes] [--json]',
      'firebreak guard [status] [--repo PATH] [--json]',
      'firebreak guard uninstall [--json]',
      'firebreak guard pass [--repo PATH] [--json]',
      '',
      'install      puts a hook into Codex that refuses Spark prompts on uncommitted work, before any request to a model',
      'status       on, not-trusted, modified, off-by-config or not-installed, and the last ten prompts it refused',
      'uninstall    puts the files of Codex back as they were',
      'pass         lets the next Spark prompt in this repository through, once, within ten minutes',
      '--yes        is the consent where nobody can be asked',
      '--repo PATH  the folder in which a session would start; without it, the current one',
    ].join('\n'),
    load: async () => (await import('./verbs/guard')).guard,
  },
  {
    name: 'repo',
    summary: 'the repositories Firebreak knows, and the active one',
    usage: 'firebreak repo list [--json]\nfirebreak repo add PATH [--json]\nfirebreak repo use PATH [--json]',
    load: async () => (await import('./verbs/repo')).repo,
  },
  {
    name: 'checkpoint',
    summary: 'byte-exact, hidden captures of the work tree',
    usage: [
      'firebreak checkpoint create [--repo PATH] [--label TEXT] [--json]',
      'firebreak checkpoint list [--repo PATH] [--json]',
      'firebreak checkpoint preview ID [--repo PATH] [--path FILE…] [--json]',
      'firebreak checkpoint restore ID [--repo PATH] [--path FILE…] [--delete N] [--json]',
      'firebreak checkpoint undo [--repo PATH] [--json]',
      'firebreak checkpoint recover [--finish|--undo] [--repo PATH] [--json]',
      'firebreak checkpoint verify [ID] [--repo PATH] [--json]',
      'firebreak checkpoint forget ID [--repo PATH] [--json]',
      '',
      'ID           of checkpoint list, or the start of it; latest is the newest, baseline the start of the newest session',
      repoOption,
      '--label      a name; a checkpoint that has one never expires',
      '--path       only these files and folders, relative to --repo; base64:… is a path whose bytes are no text, as --json',
      '             writes it, from the top of the work tree',
      '--delete     the number of files that preview says are deleted; with it any other number is refused when it is more',
      '             than 30 % of the files, and at a terminal it is needed then',
      '--finish     carries an interrupted restore to its end',
      '--undo       takes an interrupted restore back',
      '',
      'A restore first takes a checkpoint of what is there now; undo goes back to it, and undo again redoes the restore.',
      'What changed meanwhile is kept and listed: exit code 3. Nothing to undo or to recover: exit code 1.',
    ].join('\n'),
    load: async () => (await import('./verbs/checkpoint')).checkpoint,
  },
]

export function findVerb(name: string): VerbEntry | null {
  return verbs.find((verb) => verb.name === name) ?? null
}

export function overview(): string {
  const width = Math.max(...verbs.map((verb) => verb.name.length))
  return [
    'firebreak VERB [options]',
    '',
    ...verbs.map((verb) => `  ${verb.name.padEnd(width)}  ${verb.summary}`),
    '',
    '--json prints exactly one JSON value, errors too. --help after a verb shows its options.',
    'Exit codes: 0 done, 1 gate closed or nothing to do, 2 refused or failed, 3 partial, 4 busy.',
  ].join('\n')
}
