import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTempRepo, type TempRepo } from './temp-repo'

/** A way by which the author of a repository can make somebody else's git run a program. */
export interface HostileVector {
  readonly name: string
  /** Turns an ordinary repository (a.txt, committed) into a hostile one; `payload` is a program that leaves a mark. */
  plant(repo: TempRepo, payload: string): void
  /** The command of an unprotected git that runs the payload, which proves that the trap works. */
  readonly sprungBy: readonly string[]
  /** Folder in which it is run and that Firebreak is told to open, when it is not the top level. */
  readonly folder?: string
  /** What the user's own environment adds. */
  env?(payload: string, folder: string): NodeJS.ProcessEnv
}

const status = ['status']
const diff = ['diff']
const everyFile = (attribute: string) => `* ${attribute}\n`

/** Another size, another content of the same size, or only another time: each is a different way through git. */
const edit = (repo: TempRepo) => repo.write('a.txt', 'one and more\n')
const sameSize = (repo: TempRepo) => repo.write('a.txt', 'eno\n')
const touch = (repo: TempRepo) => utimesSync(join(repo.path, 'a.txt'), 1_000_000_000, 1_000_000_000)

function config(key: string, value?: string) {
  return (repo: TempRepo, payload: string) => void repo.git('config', key, value ?? payload)
}

/** A driver in the repository's configuration, and an attribute that calls for it. */
function driver(key: string, attribute: string, change: (repo: TempRepo) => void, file = '.gitattributes') {
  return (repo: TempRepo, payload: string) => {
    repo.write(file, everyFile(attribute))
    if (file === '.gitattributes') repo.commitAll('attributes')
    repo.git('config', key, payload)
    change(repo)
  }
}

function hook(name: string, folder = '.git/hooks') {
  return (repo: TempRepo, payload: string) => {
    repo.write(`${folder}/${name}`, `#!/bin/sh\nexec '${payload}'\n`)
    repo.chmod(`${folder}/${name}`, 0o755)
    touch(repo)
  }
}

/** Puts a signature that only a verifying program can judge on the newest commit. */
function sign(repo: TempRepo): void {
  const commit = repo.git('cat-file', 'commit', 'HEAD')
  const signature = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n'
  const signed = commit.replace('\n\n', `\n${signature}\n`)
  const input = join(repo.gitDir(), 'signed-commit')
  writeFileSync(input, signed)
  repo.git('update-ref', 'HEAD', repo.git('hash-object', '-t', 'commit', '-w', input).trim())
}

/** A submodule `lib` whose own git directory is hostile. */
function submodule(plant: (inner: TempRepo, payload: string) => void) {
  return (repo: TempRepo, payload: string) => {
    const inner = openTempRepo(repo.path)
    inner.write('lib/a.txt', 'one\n')
    const lib = openTempRepo(join(repo.path, 'lib'))
    lib.git('init', '-q', '-b', 'main', '.')
    lib.commitAll('first')
    repo.write('.gitmodules', '[submodule "lib"]\n\tpath = lib\n\turl = ./lib\n\tignore = none\n')
    repo.git('add', '-A')
    repo.git('commit', '-q', '-m', 'submodule')
    plant(lib, payload)
  }
}

function moveGitDir(repo: TempRepo, to: string): void {
  mkdirSync(join(repo.path, to, '..'), { recursive: true })
  renameSync(join(repo.path, '.git'), join(repo.path, to))
  writeFileSync(join(repo.path, '.git'), `gitdir: ${to}\n`)
}

export const hostileVectors: readonly HostileVector[] = [
  { name: 'core.fsmonitor', plant: config('core.fsmonitor'), sprungBy: status },
  {
    name: 'core.fsmonitor by include.path',
    plant(repo, payload) {
      repo.write('evil.cfg', `[core]\n\tfsmonitor = ${payload}\n`)
      repo.git('config', 'include.path', '../evil.cfg')
    },
    sprungBy: status,
  },
  {
    name: 'core.fsmonitor by includeIf',
    plant(repo, payload) {
      repo.write('evil.cfg', `[core]\n\tfsmonitor = ${payload}\n`)
      repo.git('config', 'includeIf.gitdir:**.path', '../evil.cfg')
    },
    sprungBy: status,
  },
  {
    name: 'core.fsmonitor in config.worktree',
    plant(repo, payload) {
      repo.git('config', 'extensions.worktreeConfig', 'true')
      repo.git('config', '--worktree', 'core.fsmonitor', payload)
    },
    sprungBy: status,
  },
  { name: 'a post-index-change hook', plant: hook('post-index-change'), sprungBy: status },
  {
    name: 'core.hooksPath to a tracked folder',
    plant(repo, payload) {
      repo.git('config', 'core.hooksPath', 'tools')
      hook('post-index-change', 'tools')(repo, payload)
    },
    sprungBy: status,
  },
  {
    name: 'a reference-transaction hook',
    plant: hook('reference-transaction'),
    sprungBy: ['update-ref', 'refs/x', 'HEAD'],
  },
  {
    name: 'diff.external',
    plant(repo, payload) {
      config('diff.external')(repo, payload)
      edit(repo)
    },
    sprungBy: diff,
  },
  { name: 'diff.<driver>.command', plant: driver('diff.evil.command', 'diff=evil', edit), sprungBy: diff },
  { name: 'diff.<driver>.textconv', plant: driver('diff.evil.textconv', 'diff=evil', edit), sprungBy: diff },
  {
    name: 'diff.<driver>.textconv in the log',
    plant: driver('diff.evil.textconv', 'diff=evil', edit),
    sprungBy: ['log', '-p', '-1'],
  },
  { name: 'filter.<driver>.clean', plant: driver('filter.evil.clean', 'filter=evil', edit), sprungBy: diff },
  {
    name: 'filter.<driver>.clean, same size',
    plant: driver('filter.evil.clean', 'filter=evil', sameSize),
    sprungBy: status,
  },
  {
    name: 'filter.<driver>.clean, touched',
    plant: driver('filter.evil.clean', 'filter=evil', touch),
    sprungBy: status,
  },
  {
    name: 'filter.<driver>.clean that is required',
    plant(repo, payload) {
      repo.git('config', 'filter.evil.required', 'true')
      driver('filter.evil.clean', 'filter=evil', sameSize, '.git/info/attributes')(repo, payload)
    },
    sprungBy: status,
  },
  {
    name: 'filter.<driver>.process by .git/info/attributes',
    plant: driver('filter.evil.process', 'filter=evil', sameSize, '.git/info/attributes'),
    sprungBy: status,
  },
  {
    name: 'a filter whose name holds an equals sign',
    plant: driver('filter.a=b.clean', 'filter=a=b', sameSize, '.git/info/attributes'),
    sprungBy: status,
  },
  {
    name: 'a filter whose name holds dots and is upper case',
    plant: driver('filter.Evil.Filter.clean', 'filter=Evil.Filter', sameSize, '.git/info/attributes'),
    sprungBy: status,
  },
  {
    name: 'a filter whose name is empty',
    plant: driver('filter..clean', 'filter=', sameSize, '.git/info/attributes'),
    sprungBy: status,
  },
  {
    name: 'a filter by an attribute macro in a subfolder of attributes',
    plant: driver('filter.evil.clean', '-text\n[attr]bad filter=evil\na.txt bad', sameSize, '.git/info/attributes'),
    sprungBy: status,
  },
  {
    name: 'a filter by core.attributesFile',
    plant(repo, payload) {
      repo.git('config', 'core.attributesFile', join(repo.path, 'attributes'))
      driver('filter.evil.clean', 'filter=evil', sameSize, 'attributes')(repo, payload)
    },
    sprungBy: status,
  },
  {
    name: 'a filter defined by include.path',
    plant(repo, payload) {
      repo.write('.git/more', `[filter "evil"]\n\tclean = ${payload}\n`)
      repo.git('config', 'include.path', 'more')
      repo.write('.git/info/attributes', everyFile('filter=evil'))
      sameSize(repo)
    },
    sprungBy: status,
  },
  {
    name: 'a filter in config.worktree',
    plant(repo, payload) {
      repo.git('config', 'extensions.worktreeConfig', 'true')
      repo.git('config', '--worktree', 'filter.evil.clean', payload)
      repo.write('.git/info/attributes', everyFile('filter=evil'))
      sameSize(repo)
    },
    sprungBy: status,
  },
  {
    name: 'a smudge filter',
    plant: driver('filter.evil.smudge', 'filter=evil', sameSize, '.git/info/attributes'),
    sprungBy: ['checkout', '--', 'a.txt'],
  },
  {
    name: "the user's own filter, called for by the repository",
    plant(repo) {
      repo.write('.git/info/attributes', everyFile('filter=lfs'))
      sameSize(repo)
    },
    env(payload, folder) {
      const settings = join(folder, 'user-settings')
      writeFileSync(settings, `[filter "lfs"]\n\tclean = ${payload}\n\trequired = true\n`)
      return { GIT_CONFIG_GLOBAL: settings }
    },
    sprungBy: status,
  },
  {
    name: 'an alias',
    plant: (repo, payload) => void repo.git('config', 'alias.st', `!${payload}`),
    sprungBy: ['st'],
  },
  {
    name: 'gpg.program by log.showSignature',
    plant(repo, payload) {
      sign(repo)
      repo.git('config', 'gpg.program', payload)
      repo.git('config', 'log.showSignature', 'true')
    },
    sprungBy: ['log', '-1'],
  },
  {
    name: 'gpg.program by format.pretty',
    plant(repo, payload) {
      sign(repo)
      repo.git('config', 'gpg.program', payload)
      repo.git('config', 'format.pretty', '%H %G?')
    },
    sprungBy: ['log', '-1'],
  },
  {
    name: 'commit.gpgSign',
    plant(repo, payload) {
      repo.git('config', 'gpg.program', payload)
      repo.git('config', 'commit.gpgSign', 'true')
    },
    sprungBy: ['commit', '--allow-empty', '-m', 'x'],
  },
  {
    name: 'core.fsmonitor of a submodule',
    plant: submodule((lib, payload) => void lib.git('config', 'core.fsmonitor', payload)),
    sprungBy: status,
  },
  {
    name: 'a filter of a submodule',
    plant: submodule((lib, payload) => {
      lib.write('.git/info/attributes', everyFile('filter=evil'))
      lib.git('config', 'filter.evil.clean', payload)
      sameSize(lib)
    }),
    sprungBy: status,
  },
  {
    name: 'diff.submodule with diff.external of the submodule',
    plant(repo, payload) {
      submodule((lib) => {
        lib.git('config', 'diff.external', payload)
        edit(lib)
      })(repo, payload)
      repo.git('config', 'diff.submodule', 'diff')
    },
    sprungBy: diff,
  },
  {
    name: 'a bare repository embedded in a tracked folder',
    plant(repo, payload) {
      repo.write('docs/a.md', 'x\n')
      const docs = openTempRepo(join(repo.path, 'docs'))
      docs.git('init', '-q', '--bare', '.')
      docs.git('config', 'core.bare', 'false')
      docs.git('config', 'core.worktree', repo.path)
      docs.git('config', 'core.fsmonitor', payload)
    },
    folder: 'docs',
    sprungBy: status,
  },
  {
    name: 'a .git file that points into the work tree',
    plant(repo, payload) {
      moveGitDir(repo, 'assets/data')
      repo.git('config', 'core.fsmonitor', payload)
    },
    sprungBy: status,
  },
  {
    name: 'a missing object that a partial clone would fetch',
    plant(repo, payload) {
      repo.git('remote', 'add', 'origin', repo.path)
      for (const [key, value] of [
        ['core.repositoryFormatVersion', '1'],
        ['extensions.partialClone', 'origin'],
        ['remote.origin.promisor', 'true'],
        // With nothing to read it ends at once; otherwise it and git would wait for each other.
        ['remote.origin.uploadpack', `${payload} </dev/null`],
      ] as const) {
        repo.git('config', key, value)
      }
      const blob = repo.git('rev-parse', 'HEAD:a.txt').trim()
      rmSync(join(repo.gitDir(), 'objects', blob.slice(0, 2), blob.slice(2)))
      edit(repo)
    },
    sprungBy: ['cat-file', '-p', 'HEAD:a.txt'],
  },
  {
    name: 'GIT_EXTERNAL_DIFF inherited',
    plant: edit,
    env: (payload) => ({ GIT_EXTERNAL_DIFF: payload }),
    sprungBy: diff,
  },
  {
    name: 'settings inherited by GIT_CONFIG_COUNT',
    plant: edit,
    env: (payload) => ({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.fsmonitor', GIT_CONFIG_VALUE_0: payload }),
    sprungBy: status,
  },
]

/** Runs an unprotected git, as a person would in a terminal; how it ends does not matter. */
export function springTrap(vector: HostileVector, repo: TempRepo, env: NodeJS.ProcessEnv): void {
  try {
    execFileSync('git', vector.sprungBy, {
      cwd: join(repo.path, vector.folder ?? '.'),
      env,
      stdio: 'ignore',
      timeout: 20_000,
    })
  } catch {
    // The payload makes most of these fail.
  }
}
