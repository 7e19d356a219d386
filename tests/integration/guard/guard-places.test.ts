import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { publishRules } from '../../../src/services/guard/guard-folder'
import { createPasses } from '../../../src/services/guard/passes'
import { systemClock } from '../../../src/services/system-clock'
import { tempDir, tempRepo } from '../../support/git-fixture'
import { guardScript, hookInput, spark } from '../../support/guard-script'
import { openTempRepo } from '../../support/temp-repo'

const files = { 'a.txt': 'one\n' }
let asked = 0
/** A prompt of a session of its own. */
const input = (cwd: string, more: Readonly<Record<string, unknown>> = {}) =>
  hookInput(cwd, { session_id: `s-${(asked += 1)}`, ...more })

async function ready() {
  const guard = await guardScript()
  await publishRules(guard.home, { gated: [spark], repos: [] }, () => null)
  return guard
}

describe('where a session works', () => {
  it('a submodule is a work tree of its own, and its parent asks for its commit only', async () => {
    const guard = await ready()
    const inner = tempRepo({ files })
    const repo = tempRepo({ files })
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'lib')
    repo.commitAll('submodule')
    const lib = openTempRepo(join(repo.path, 'lib'))
    expect(await guard.ask(input(lib.path))).toBeNull()
    appendFileSync(join(lib.path, 'a.txt'), 'more\n')
    expect(await guard.ask(input(lib.path))).toMatch(/^Firebreak: 1 file is not committed in lib: a\.txt/)
    expect(await guard.ask(input(repo.path))).toBeNull()
    lib.commitAll('inside')
    expect(await guard.ask(input(lib.path))).toBeNull()
    expect(await guard.ask(input(repo.path))).toMatch(/1 file is not committed in .*: lib\. /)
  })

  it('a bare repository and a link to nowhere are refused, and the folder of git counts as the work tree around it', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const bare = join(tempDir('bare'), 'bare.git')
    repo.git('clone', '-q', '--bare', repo.path, bare)
    expect(await guard.ask(input(bare))).toMatch(/no git repository/)
    const lost = tempDir('lost')
    writeFileSync(join(lost, '.git'), 'gitdir: /nonexistent/firebreak\n')
    expect(await guard.ask(input(lost))).toMatch(/git could not tell/)
    expect(await guard.ask(input(join(repo.gitDir(), 'objects')))).toBeNull()
    repo.write('a.txt', 'changed\n')
    expect(await guard.ask(input(repo.gitDir()))).toMatch(/a\.txt/)
    expect(await guard.ask(input(join(repo.path, 'a.txt')))).toMatch(/cannot be opened/)
  })

  it('a pass for one work tree is for no other, whichever asks first, and for one prompt', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    const linked = join(tempDir('linked'), 'tree')
    repo.git('worktree', 'add', '-q', linked)
    for (const top of [repo.path, linked]) writeFileSync(join(top, 'a.txt'), 'changed\n')
    const passes = createPasses({ home: guard.home, clock: systemClock })
    await passes.give({ for: { kind: 'repo' }, why: 'let-through', top: linked, lastsMs: 60_000 })
    // Neither another model nor a session that is let in anyway takes it.
    expect(await guard.ask(input(linked, { model: 'gpt-5.5' }))).toBeNull()
    expect(await guard.ask(input(repo.path))).toMatch(/not committed/)
    expect(await guard.ask(input(linked))).toBeNull()
    expect(await guard.ask(input(linked))).toMatch(/not committed/)
    expect(guard.trace().match(/passed with let-through/g)).toHaveLength(1)
  })
})

describe('what stands in the input', () => {
  it('a prompt of 5 MB is read whole, also one of quotation marks', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    for (const part of ['"', '"model":"gpt-5.5",', 'ü\\n'])
      expect(
        await guard.ask(input(repo.path, { prompt: part.repeat(Math.ceil((5 * 2 ** 20) / part.length)) })),
      ).toMatch(/not committed/)
  }, 60_000)

  it('keys count in the outermost object only, in any order, and twice only when both say the same', async () => {
    const guard = await ready()
    const repo = tempRepo({ files })
    repo.write('a.txt', 'changed\n')
    const cwd = JSON.stringify(repo.path)
    const of = (...members: readonly string[]) =>
      guard.ask(`{"session_id":"k-${(asked += 1)}","turn_id":"t",${members.join(',')}}`)
    const other = '"model":"gpt-5.5"'
    const gated = `"model":"${spark}"`
    expect(await of(`"x":{${other},"y":[{${other}}]}`, gated, `"cwd":${cwd}`)).toMatch(/not committed/)
    expect(await of(`"cwd":${cwd}`, gated, `"prompt":"\\u0022model\\u0022:\\u0022gpt-5.5\\u0022"`)).toMatch(
      /not committ/,
    )
    expect(await of(`"prompt":"\\\\\\"},${other.replaceAll('"', String.raw`\"`)}"`, gated, `"cwd":${cwd}`)).toMatch(
      /not c/,
    )
    expect(await of(`"\\ud83d\\ude00":"\\ud83d"`, gated, `"cwd":${cwd}`)).toMatch(/not committed/)
    expect(await of(gated, `"cwd":${cwd}`, other)).toMatch(/could not be checked/)
    expect(await of(gated, `"cwd":${cwd}`, `"\\u006dodel":"gpt-5.5"`)).toMatch(/could not be checked/)
    expect(await of(gated, gated, `"cwd":${cwd}`)).toMatch(/not committed/)
    expect(await of(other, `"cwd":${cwd}`)).toBeNull()
    expect(await of(`"model":{"name":"gpt-5.5"}`, `"cwd":${cwd}`)).toMatch(/not committed/)
    expect(await of(`"model":"gpt-5.3-codex-sp\\u0061rk"`, `"cwd":${cwd}`)).toMatch(/not committed/)
  })
})

it('a guard whose whole folder is gone lets through and leaves a trace beside its program', async () => {
  const guard = await ready()
  const repo = tempRepo({ files })
  repo.write('a.txt', 'changed\n')
  rmSync(guard.folder, { recursive: true })
  expect(await guard.ask(hookInput(repo.path))).toBeNull()
  expect(readFileSync(join(guard.home, 'bin', 'guard.trace'), 'utf8')).toMatch(
    /^\d{10} passed: the guard is not enabled session=01a2048c\S+ model=gpt-5.3-codex-spark\n$/,
  )
})
