import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createHeldGit } from '../../support/held-git'
import { createRepoBed, linesOf, type RepoBed } from '../../support/repo-bed'

const beds: RepoBed[] = []
afterEach(async () => {
  for (const made of beds.splice(0)) await made.cleanup()
})

const uncommitted = { kind: 'uncommitted' } as const

async function live(files: Readonly<Record<string, string>>, gitPath?: string) {
  const bed = await createRepoBed({ files, ...(gitPath === undefined ? {} : { gitPath }) })
  beds.push(bed)
  await bed.open()
  const { watch } = await bed.fact('watch-changed', (fact) => fact.watch.kind === 'watching')
  const window = await bed.diff()
  window.show(uncommitted)
  await window.until(() => window.messages.find((message) => message.type === 'scope'))
  return { bed, repo: bed.repo, window, watch }
}

/** Every file of a folder with its content and times. */
function picture(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const { mtimeMs } = statSync(path)
      return [path, `${mtimeMs} ${createHash('sha1').update(readFileSync(path)).digest('hex')}`]
    }),
  )
}

const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`d${at % 50}/f${at}.txt`, `one ${at}\ntwo\n`]))

describe('the live diff under load', () => {
  it('needs no git for a save', async () => {
    const git = createHeldGit()
    const { bed, repo, window } = await live({ 'a.txt': 'one\n', 'b.txt': 'two\n' }, git.gitPath)
    const save = async (text: string) => {
      repo.write('a.txt', `${text}\n`)
      await window.until(() => linesOf(window.files.get('a.txt')).includes(`+${text}`))
    }
    // The text to compare with is read once, by a git that stays.
    await save('first')
    await bed.fact('status-read', ({ status }) => status.files.length === 1)
    git.hold()
    const calls = bed.process.runner().calls()
    for (let at = 0; at < 8; at++) await save(`save ${at}`)
    const during = bed.process.runner().calls() - calls
    git.release()
    const heldUntilMs = Date.now()
    await bed.fact('status-read', ({ readAtMs }) => readAtMs >= heldUntilMs)
    // One status that waits for its git, not one for each save.
    expect(during).toBeLessThanOrEqual(4)
  })

  it('holds a watch for each folder and few more', async () => {
    const { watch } = await live({ ...many(200), '.gitignore': 'ignored/\n' })
    expect(watch.kind === 'watching' && watch.watches).toBeLessThanOrEqual(51 + 20)
  })

  it('writes nothing into the git directory of the user by watching and comparing', async () => {
    const { bed, repo, window } = await live(many(100))
    const gitDir = join(repo.path, '.git')
    const before = picture(gitDir)
    repo.write('d1/f1.txt', 'changed\n')
    repo.write('new.txt', 'new\n')
    await window.until(() => window.files.has('d1/f1.txt') && window.files.has('new.txt'))
    await bed.fact('status-read', ({ status }) => status.files.length === 2)
    window.show(uncommitted)
    await window.until(() => window.messages.filter((message) => message.type === 'scope').length > 1)
    expect(picture(gitDir)).toEqual(before)
  })

  it('tells of 3,000 files saved at once, in parts, with the bodies of some', { timeout: 60_000 }, async () => {
    const { repo, window } = await live(many(3000))
    for (const path of Object.keys(many(3000))) repo.write(path, 'changed\n')
    await window.until(() => window.files.size === 3000, 45_000)
    const parts = window.messages.map((message) => (message.type === 'delta' ? message.changed.length : 0))
    expect(Math.max(...parts)).toBeLessThanOrEqual(400)
    const far = [...window.files.values()].filter(({ body }) => body.kind === 'not-loaded')
    expect(far.length).toBeGreaterThan(1000)
    const [first] = far
    if (first === undefined) throw new Error('everything came with its body')
    window.load(first.path)
    await window.until(() => window.files.get(first.path)?.body.kind === 'text')
    expect(linesOf(window.files.get(first.path))).toContain('+changed')
  })

  it('sends of a large diff what an edit changed, and the window puts it together', async () => {
    const lines = Array.from({ length: 6000 }, (_, at) => `line ${at}`)
    const { repo, window } = await live({ 'large.txt': `${lines.join('\n')}\n` })
    const now = lines.map((line, at) => (at % 12 === 0 ? `changed ${at}` : line))
    repo.write('large.txt', `${now.join('\n')}\n`)
    await window.until(() => window.files.get('large.txt')?.added === 500)
    repo.write('large.txt', `${now.toSpliced(3000, 0, 'an edit').join('\n')}\n`)
    await window.until(() => window.files.get('large.txt')?.added === 501)
    const last = window.messages.at(-1)
    const sent = last?.type === 'delta' ? last.changed[0]?.body : undefined
    expect(sent).toMatchObject({ kind: 'hunks-replaced', gone: 1, newBy: 1 })
    expect(linesOf(window.files.get('large.txt')).filter((line) => line.startsWith('+'))).toHaveLength(501)
  })
})
