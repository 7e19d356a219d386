import { existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { builtCli } from '../../support/cli'
import { guardBed, spark } from './guard-bed'

const newCli = builtCli()
const limitMs = 180_000
const answerSchema = z.object({ state: z.string().optional(), error: z.object({ code: z.string() }).optional() })

async function ready() {
  const bed = await guardBed()
  const cli = newCli()
  const home = join(bed.dir, `fire break's "home"`)
  const verb = async (...args: readonly string[]) => {
    const { code, value } = await cli.json(['guard', ...args], {
      cwd: bed.repo.path,
      env: { ...bed.env, FIREBREAK_HOME: home },
    })
    return { code, ...answerSchema.parse(value) }
  }
  const [hooks, config] = ['hooks.json', 'config.toml'].map((name) => join(bed.bed.env.CODEX_HOME, name))
  return { bed, verb, home, hooks: hooks ?? '', config: config ?? '' }
}

const stop = '{"hooks":[{"type":"command","command":"true"}]}'
/** hooks.json as people have it. */
const hooksFiles: readonly (readonly [string, string | null])[] = [
  ['none', null],
  ['empty', ''],
  ['white space', ' \r\n\n'],
  ['one line', `{"hooks":{"Stop":[${stop}]}}`],
  ['no hooks yet', '{\n  "description": "mine"\n}\n'],
  ['CRLF and tabs', `{\r\n\t"hooks": {\r\n\t\t"UserPromptSubmit": [\r\n\t\t\t${stop}\r\n\t\t]\r\n\t}\r\n}\r\n\r\n`],
  ['an empty list', '{"hooks": {"UserPromptSubmit": [ ] , "Stop":[]} }\n\n\n'],
  ['escapes', `{"ho\\u006fks":{"UserPr\\u006fmptSubmit":[${stop}]},"description":"\\ud83d\\ude00 ü"}`],
]
const configFiles: readonly (readonly [string, (text: string) => string])[] = [
  ['as it is', (text) => text],
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['no newline at its end, a comment', (text) => `${text}\n[x] # the end, "quoted`],
  ['blank lines at its end', (text) => `${text}\n\n\t\n`],
]

describe('the files of Codex', () => {
  it(
    'are byte for byte as they were after install and uninstall, and the guard is on in between',
    async () => {
      const { verb, hooks, config, home } = await ready()
      const original = readFileSync(config, 'utf8')
      for (const [i, [name, text]] of hooksFiles.entries()) {
        const [configName, change] = configFiles[i % configFiles.length] ?? ['', (same: string) => same]
        const what = `${name}; ${configName}`
        writeFileSync(config, change(original))
        if (text === null) rmSync(hooks, { force: true })
        else writeFileSync(hooks, text, { mode: 0o640 })
        const mode = text === null ? null : statSync(hooks).mode
        expect([what, (await verb('install', '--yes')).state]).toEqual([what, 'on'])
        expect([what, (await verb('uninstall')).state]).toEqual([what, 'not-installed'])
        expect([what, existsSync(hooks) ? readFileSync(hooks, 'utf8') : null]).toEqual([what, text])
        expect([what, mode === null || statSync(hooks).mode === mode]).toEqual([what, true])
        expect([what, readFileSync(config, 'utf8')]).toEqual([what, change(original)])
      }
      expect(existsSync(join(home, 'guard', 'enabled'))).toBe(false)
    },
    limitMs,
  )

  it(
    'stay links to a dotfiles folder, also where nothing was there yet',
    async () => {
      const { bed, verb, hooks, config } = await ready()
      const dotfiles = join(bed.dir, 'dotfiles')
      mkdirSync(dotfiles)
      const original = readFileSync(config, 'utf8')
      writeFileSync(join(dotfiles, 'config.toml'), original)
      rmSync(config)
      symlinkSync('../dotfiles/config.toml', config)
      symlinkSync(join(dotfiles, 'hooks.json'), hooks)
      expect((await verb('install', '--yes')).state).toBe('on')
      expect(readFileSync(join(dotfiles, 'hooks.json'), 'utf8')).toContain('UserPromptSubmit')
      expect((await verb('uninstall')).state).toBe('not-installed')
      for (const file of [hooks, config]) expect(lstatSync(file).isSymbolicLink()).toBe(true)
      expect(existsSync(join(dotfiles, 'hooks.json'))).toBe(false)
      expect(readFileSync(join(dotfiles, 'config.toml'), 'utf8')).toBe(original)
    },
    limitMs,
  )

  it(
    'keep what others wrote meanwhile, and lose nothing but the guard',
    async () => {
      const { verb, hooks, config } = await ready()
      writeFileSync(hooks, `{"hooks":{"UserPromptSubmit":[${stop}]}}`)
      const original = readFileSync(config, 'utf8')
      await verb('install', '--yes')
      const own = readFileSync(hooks, 'utf8').replace('{"hooks":{', '{"hooks":{"Stop":[],')
      writeFileSync(hooks, own.replace(`[${stop}, `, `[${stop},{"hooks":[{"type":"command","command":"later"}]}, `))
      writeFileSync(config, `# added\n${readFileSync(config, 'utf8')}\n[added]\nlater = 1\n`)
      expect((await verb('uninstall')).state).toBe('not-installed')
      expect(readFileSync(hooks, 'utf8')).toBe(
        `{"hooks":{"Stop":[],"UserPromptSubmit":[${stop},{"hooks":[{"type":"command","command":"later"}]}]}}`,
      )
      const left = readFileSync(config, 'utf8')
      expect(left).toContain(`# added\n${original}`)
      expect(left).toContain('[added]\nlater = 1\n')
      expect(left).not.toContain('trusted_hash')
    },
    limitMs,
  )

  it(
    'that cannot be taken are said, and nothing is written',
    async () => {
      const { verb, hooks, config } = await ready()
      const original = readFileSync(config, 'utf8')
      const ours = (text: string | Buffer) => () => writeFileSync(hooks, text)
      for (const [plant, code] of [
        [ours('{"hooks":{}} // mine\n'), 'HOOKS_BROKEN'],
        [ours('{"hooks":{},"hooks":{}}'), 'HOOKS_UNEXPECTED'],
        [ours('{"hooks":{"UserPromptSubmit":{}}}'), 'HOOKS_UNEXPECTED'],
        [ours(Buffer.from([0x7b, 0xff, 0x7d])), 'FILE_ODD'],
        [() => mkdirSync(hooks), 'FILE_ODD'],
        [() => symlinkSync('hooks.json', hooks), 'FILE_FAILED'],
      ] as const) {
        rmSync(hooks, { recursive: true, force: true })
        plant()
        const answer = await verb('install', '--yes')
        expect([code, answer.code, answer.error?.code]).toEqual([code, 2, code])
      }
      expect(readFileSync(config, 'utf8')).toBe(original)
      expect((await verb('status')).state ?? 'error').not.toBe('on')
    },
    limitMs,
  )

  it(
    'hold a guard that a home with spaces and quotes does not break',
    async () => {
      const { bed, verb } = await ready()
      expect((await verb('install', '--yes')).state).toBe('on')
      writeFileSync(join(bed.repo.path, 'a.txt'), 'changed\n')
      await bed.exec(spark, '[[say no]]')
      expect(await bed.bed.requests()).toEqual([])
      expect((await verb('pass')).code).toBe(0)
      await bed.exec(spark, '[[say once]]')
      await bed.exec(spark, '[[say twice]]')
      expect((await bed.bed.requests()).map(({ prompt }) => prompt)).toEqual(['[[say once]]'])
    },
    limitMs,
  )
})
