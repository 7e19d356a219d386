import { chmodSync, existsSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readRefusal } from '../../../src/core/guard/refusal'
import { publishRules } from '../../../src/services/guard/guard-folder'
import { createPasses } from '../../../src/services/guard/passes'
import { systemClock } from '../../../src/services/system-clock'
import { tempDir, tempRepo } from '../../support/git-fixture'
import { type GuardScript, guardScript, hookInput, scriptWorlds, spark } from '../../support/guard-script'
import { hostileNames } from '../../support/hostile-names'
import { hostileVectors } from '../../support/hostile-repos'
import { openTempRepo } from '../../support/temp-repo'

const files = { 'a.txt': 'one\n', 'b.txt': 'two\n' }
const gated = { gated: [spark], repos: [] }
const session = (id: string) => ({ session_id: id })

async function ready(guard?: GuardScript): Promise<GuardScript> {
  const script = guard ?? (await guardScript())
  await publishRules(script.home, gated, () => null)
  return script
}

// Names of each sort that a shell or an awk reads in its own way; the usual ones get all names.
const tellingNames = [
  'ends with newline\n',
  "single'quote",
  'double"quote',
  '$(touch pwned)',
  'ends with backslash\\',
  '-e',
  '*',
  '%s%n',
  'esc\u001b]0;title\u0007',
]
const parts = ['x', '"', '\\', '\\"', '\n', 'ü', '"model":"gpt-5.5",']
const tellingParts = ['"', '\\"', '"model":"gpt-5.5",']
const worlds = scriptWorlds().map((world, i) => ({
  ...world,
  names: i === 0 ? hostileNames : hostileNames.filter((name) => tellingNames.includes(name)),
  // It is awk that reads a prompt: the shell sees what awk makes of it.
  parts: i === 0 ? parts : world.shell[0] === '/bin/sh' ? tellingParts : tellingParts.slice(0, 1),
}))

describe.each(worlds)('with $name', (world) => {
  it('refuses, passes and remembers', async () => {
    const guard = await ready(await guardScript(world))
    const repo = tempRepo({ files })
    const input = (id: string, more = {}) => hookInput(repo.path, { ...session(id), ...more })
    expect(await guard.ask(input('first'))).toBeNull()
    repo.write('näme "q" ‮.txt', 'x')
    repo.write('a.txt', 'changed\n')
    expect(await guard.ask(input('first'))).toBeNull()
    expect(await guard.ask(input('second'))).toMatch(
      /^Firebreak: 2 files are not committed in .*: a\.txt, näme "q" \\u\{202e\}\.txt\. /,
    )
    expect(await guard.ask(input('second', { model: 'gpt-5.5' }))).toBeNull()
    const record = readRefusal('x', 0, guard.refusals()[0] ?? '')
    expect(record).toMatchObject({
      reason: 'uncommitted-files',
      top: repo.path,
      files: ['a.txt', 'näme "q" ‮.txt'],
      total: 2,
    })
    repo.commitAll('work')
    expect(await guard.ask(input('second'))).toBeNull()
  })

  it('holds back what the gate holds back', async () => {
    const guard = await ready(await guardScript(world))
    const long = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('')
    const repo = tempRepo({ files: { ...files, 'vault/key': long, 'place/in/x': 'x\n', 'vaulted/key': 'key\n' } })
    const held = ['a.txt', 'vault', 'ünder/"q"', 'place/in', 'own']
    const rules = { repoId: '0123456789abcdef', heldBack: held, filters: [], pausedUntilMs: null }
    await publishRules(guard.home, { ...gated, repos: [rules] }, () => repo.path)
    repo.write('a.txt', 'mine\n')
    repo.write('vault/deep/new', 'new\n')
    repo.write('ünder/"q"/näme', 'new\n')
    repo.git('mv', 'vault/key', 'moved')
    rmSync(join(repo.path, 'place'), { recursive: true })
    repo.write('place', 'a file where the folder was\n')
    repo.git('init', '-q', 'own')
    const ask = (id: string) => guard.ask(hookInput(repo.path, session(id)))
    expect(await ask('one')).toBeNull()
    repo.write('ünder/"q', 'new\n')
    repo.write('vaulted/key', 'mine\n')
    expect(await ask('two')).toMatch(/: 2 files are not committed in .*: vaulted\/key, ünder\/"q\. /)
  })

  it('is not steered by what stands in the prompt', async () => {
    const guard = await ready(await guardScript(world))
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    const clean = tempRepo({ files })
    const traps = [
      '"model":"gpt-5.5"',
      '","model":"gpt-5.5","x":"',
      `\\","model":"gpt-5.5","cwd":"${clean.path}`,
      '\\\\","model":"gpt-5.5',
      '\n"model":"gpt-5.5"\n}',
      '{"model":"gpt-5.5"}',
      '\u0000\u001f\u2028',
      "'; echo pwned; '",
      '$(touch /tmp/pwned) `id`',
    ]
    for (const prompt of traps) expect(await guard.ask(hookInput(repo.path, { prompt }))).toMatch(/not committed/)
    const nested = { extra: { model: 'gpt-5.5', list: [{ cwd: clean.path }, 'model'] }, model: spark }
    expect(await guard.ask(hookInput(repo.path, nested))).toMatch(/not committed/)
    const spaced = hookInput(repo.path).replaceAll('":', '" : ').replaceAll(',"', ' ,\n\t"')
    expect(await guard.ask(spaced)).toMatch(/not committed/)
    // A key may be written with escapes, as any string of JSON.
    expect(await guard.ask(hookInput(repo.path, { model: 'gpt-5.5' }).replace('"model"', '"mod\\u0065l"'))).toBeNull()
  })

  it('answers prompts of a megabyte, whatever they are made of', async () => {
    const guard = await ready(await guardScript(world))
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    for (const part of world.parts) {
      const prompt = part.repeat(Math.ceil(2 ** 20 / part.length))
      expect(await guard.ask(hookInput(repo.path, { prompt }))).toMatch(/not committed/)
    }
  }, 60_000)

  it('refuses what is no input', async () => {
    const guard = await ready(await guardScript(world))
    const whole = hookInput(tempRepo({ files }).path)
    const inputs = ['', '{', '[]', 'null', whole.slice(0, -1), whole.slice(0, 60), `${whole}{}`, `{${whole}`]
    for (const input of inputs) expect(await guard.ask(input)).toMatch(/could not be checked/)
    const twice = whole.replace('{', '{"model":"gpt-5.5",')
    expect(await guard.ask(twice)).toMatch(/could not be checked/)
    expect(guard.refusals().every((text) => readRefusal('x', 0, text)?.reason === 'not-checked')).toBe(true)
  })

  it('names any bytes in valid JSON, and works in any folder', async () => {
    const guard = await ready(await guardScript(world))
    const dirty = `\udcff\udc80 ${'é'.repeat(20)}`
    const parent = tempDir('cwd')
    let last = tempRepo({ path: join(parent, 'first'), files }).path
    for (const [i, name] of world.names.entries()) {
      renameSync(last, join(parent, name))
      last = join(parent, name)
      const repo = openTempRepo(last)
      expect(await guard.ask(hookInput(repo.path, session(`clean ${i}`)))).toBeNull()
      repo.write(dirty, 'x')
      expect(await guard.ask(hookInput(repo.path, session(`dirty ${i}`)))).toMatch(
        /^Firebreak: 1 file is not committed/,
      )
      const record = readRefusal('x', 0, guard.refusals().at(-1) ?? '')
      expect(record?.top).toBe(repo.path)
      expect(record?.files).toEqual([dirty])
      repo.remove(dirty)
    }
  }, 120_000)
})

describe('the decision', () => {
  it('is made anew when HEAD no longer holds the commit that the session was let in on', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const ask = () => guard.ask(hookInput(repo.path))
    repo.write('a.txt', 'more\n')
    repo.commitAll('second')
    expect(await ask()).toBeNull()
    repo.write('a.txt', 'by spark\n')
    repo.commitAll('third, by the user')
    repo.write('a.txt', 'by spark again\n')
    expect(await ask()).toBeNull()
    repo.git('reset', '-q', '--soft', 'HEAD~2')
    expect(await ask()).toMatch(/not committed/)
  })

  it('is made anew after another model had the session', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const ask = (model: string) => guard.ask(hookInput(repo.path, { model }))
    expect(await ask(spark)).toBeNull()
    expect(await ask('gpt-5.5')).toBeNull()
    repo.write('a.txt', 'by the other model\n')
    expect(await ask(spark)).toMatch(/not committed/)
    repo.commitAll('read it')
    expect(await ask(spark)).toBeNull()
  })

  it('is closed by a merge, and where there is no commit or no repository', async () => {
    const guard = await ready()
    const unborn = tempRepo()
    expect(await guard.ask(hookInput(unborn.path))).toMatch(/no commit yet/)
    const folder = tempDir('plain')
    expect(await guard.ask(hookInput(folder))).toMatch(/no git repository/)
    expect(await guard.ask(hookInput(join(folder, 'gone')))).toMatch(/cannot be opened/)
    expect(await guard.ask(hookInput('relative'))).toMatch(/no folder/)
    const repo = tempRepo({ files })
    writeFileSync(join(repo.gitDir(), 'MERGE_HEAD'), repo.git('rev-parse', 'HEAD'))
    expect(await guard.ask(hookInput(repo.path))).toMatch(/a merge is not finished/)
  })

  it('holds in a sub-folder, a linked worktree and a submodule', async () => {
    const guard = await ready()
    const repo = tempRepo({ files: { ...files, 'src/deep/c.txt': 'c\n' } })
    const linked = join(tempDir('linked'), 'tree')
    repo.git('worktree', 'add', '-q', linked)
    expect(await guard.ask(hookInput(linked, session('a')))).toBeNull()
    writeFileSync(join(linked, 'a.txt'), 'changed\n')
    expect(await guard.ask(hookInput(linked, session('b')))).toMatch(/a\.txt/)
    expect(await guard.ask(hookInput(join(repo.path, 'src', 'deep'), session('c')))).toBeNull()
    repo.write('b.txt', 'changed\n')
    expect(await guard.ask(hookInput(join(repo.path, 'src', 'deep'), session('d')))).toMatch(/b\.txt/)
    const link = join(tempDir('link'), 'link')
    symlinkSync(repo.path, link)
    expect(await guard.ask(hookInput(link, session('e')))).toMatch(/b\.txt/)
  })

  it('sees no work where only times, or line endings that git converts, differ', async () => {
    const guard = await ready()
    const repo = tempRepo({ files: { ...files, '.gitattributes': '*.txt text eol=lf\n' } })
    utimesSync(join(repo.path, 'a.txt'), 1_000_000_000, 1_000_000_000)
    repo.write('b.txt', 'two\r\n')
    expect(await guard.ask(hookInput(repo.path, session('a')))).toBeNull()
    repo.write('a.txt', 'eno\n')
    expect(await guard.ask(hookInput(repo.path, session('b')))).toMatch(/not committed/)
  })

  it('without its list counts every model as gated, and passes only without its marker', async () => {
    const guard = await guardScript()
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    expect(await guard.ask(hookInput(repo.path, { model: 'anything' }))).toMatch(/not committed/)
    expect(await guard.ask(hookInput(repo.path, { model: null }))).toMatch(/not committed/)
    rmSync(join(guard.folder, 'enabled'))
    expect(await guard.ask(hookInput(repo.path))).toBeNull()
    expect(guard.trace()).toMatch(
      /^\d{10} passed: the guard is not enabled session=01a2048c\S+ model=gpt-5.3-codex-spark\n$/,
    )
  })

  it('refuses where git is missing, broken or cannot tell', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    writeFileSync(join(repo.gitDir(), 'index'), 'no index')
    expect(await guard.ask(hookInput(repo.path, session('a')))).toMatch(/git could not tell/)
    const bin = tempDir('bin')
    writeFileSync(join(bin, 'git'), '#!/bin/sh\nexit 1\n')
    chmodSync(join(bin, 'git'), 0o755)
    symlinkSync('/usr/bin/awk', join(bin, 'awk'))
    expect(await guard.ask(hookInput(repo.path, session('b')), { PATH: bin })).toMatch(/git could not tell/)
    // Nothing of the repository, and nothing relative, is a program.
    const clean = tempRepo({ files: { ...files, 'bin/awk': '#!/bin/sh\nexit 1\n' } })
    clean.chmod('bin/awk', 0o755)
    clean.commitAll('mode')
    expect(await guard.ask(hookInput(clean.path, session('c')), { PATH: 'bin::./bin' })).toBeNull()
  })
})

describe('passes', () => {
  it('are taken once, by those for whom they were given, while they last', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const other = tempRepo({ files })
    for (const each of [repo, other]) each.write('a.txt', 'changed\n')
    const passes = createPasses({ home: guard.home, clock: systemClock })
    const give = (whom: Parameters<typeof passes.give>[0]['for'], lastsMs = 60_000) =>
      passes.give({ for: whom, why: 'let-through', top: repo.path, lastsMs })
    const ask = (id: string, at = repo.path, env = {}) => guard.ask(hookInput(at, session(id)), env)

    await give({ kind: 'repo' })
    expect(await ask('a', other.path)).toMatch(/not committed/)
    expect(await ask('a')).toBeNull()
    expect(await ask('b')).toMatch(/not committed/)
    // The session that took it stays let in.
    expect(await ask('a')).toBeNull()

    await give({ kind: 'session', sessionId: 'c' })
    expect(await ask('d')).toMatch(/not committed/)
    expect(await ask('c')).toBeNull()

    await give({ kind: 'launch', originator: 'firebreak_1' })
    expect(await ask('e')).toMatch(/not committed/)
    expect(await ask('e', repo.path, { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'firebreak_1' })).toBeNull()

    // What was started here was decided there; a later decision of that session is its own.
    await give({ kind: 'launch', originator: 'firebreak_2' })
    const later = { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'firebreak_2' }
    const clean = tempRepo({ files })
    expect(await ask('g', clean.path, later)).toBeNull()
    clean.write('a.txt', 'changed\n')
    clean.git('commit', '-q', '--amend', '-m', 'another start')
    expect(await ask('g', clean.path, later)).toMatch(/not committed/)

    await give({ kind: 'repo' }, -1000)
    expect(await ask('f')).toMatch(/not committed/)
    expect(guard.trace().match(/passed with let-through/g)).toHaveLength(3)
    await passes.sweep()
    expect(await ask('f')).toMatch(/not committed/)
  })

  it('let one prompt in where no repository is', async () => {
    const guard = await ready()
    const folder = tempDir('plain')
    await createPasses({ home: guard.home, clock: systemClock }).give({
      for: { kind: 'repo' },
      why: 'let-through',
      top: folder,
      lastsMs: 60_000,
    })
    expect(await guard.ask(hookInput(folder, session('a')))).toBeNull()
    expect(await guard.ask(hookInput(folder, session('a')))).toBeNull()
    expect(await guard.ask(hookInput(folder, session('b')))).toMatch(/no git repository/)
  })

  it('are one for many that ask at once', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    await createPasses({ home: guard.home, clock: systemClock }).give({
      for: { kind: 'repo' },
      why: 'let-through',
      top: repo.path,
      lastsMs: 60_000,
    })
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => guard.ask(hookInput(repo.path, session(`s${i}`)))),
    )
    expect(answers.filter((answer) => answer === null)).toHaveLength(1)
  })
})

describe('a hostile repository', () => {
  it.each(hostileVectors.map((vector) => [vector.name, vector] as const))('runs nothing: %s', async (_, vector) => {
    const guard = await ready()
    const folder = tempDir('hostile')
    const [mark, payload] = [join(folder, 'ran'), join(folder, 'payload')]
    writeFileSync(payload, `#!/bin/sh\necho "$0 $*" >>'${mark}'\ncat\n`)
    chmodSync(payload, 0o755)
    const repo = tempRepo({ files })
    vector.plant(repo, payload)
    rmSync(mark, { force: true })
    const index = repo.indexBytes()
    await guard.ask(hookInput(join(repo.path, vector.folder ?? '.')), {
      PATH: process.env['PATH'],
      ...vector.env?.(payload, folder),
    })
    expect(existsSync(mark)).toBe(false)
    expect(repo.indexBytes().equals(index)).toBe(true)
  })

  it.each([
    ['status.showUntrackedFiles', 'no'],
    ['core.worktree', '/'],
    ['core.bare', 'true'],
    ['core.excludesFile', 'all'],
    ['core.checkStat', 'minimal'],
    ['status.relativePaths', 'false'],
    ['status.short', 'true'],
    ['core.quotePath', 'false'],
    ['alias.status', '!true'],
    ['filter.x\n.clean', 'true'],
    ['include.path', 'more'],
  ])('does not steer the answer by %s = %s', async (key, value) => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const all = join(repo.gitDir(), 'all')
    writeFileSync(all, '*\n')
    writeFileSync(join(repo.gitDir(), 'more'), `[core]\n\texcludesFile = ${all}\n[status]\n\tshowUntrackedFiles = no\n`)
    if (!key.includes('\n')) repo.git('config', key, value === 'all' ? all : value)
    const clean = openTempRepo(repo.path)
    expect(await guard.ask(hookInput(clean.path, session('clean')))).toBeNull()
    writeFileSync(join(repo.path, 'new.txt'), 'new\n')
    expect(await guard.ask(hookInput(repo.path, session('dirty')))).toMatch(/new\.txt/)
  })
})
