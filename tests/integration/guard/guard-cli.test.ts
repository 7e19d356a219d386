import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Cli, builtCli } from '../../support/cli'
import { type GuardBed, guardBed, spark } from './guard-bed'

const newCli = builtCli()
const patience = 120_000

const statusSchema = z.object({
  state: z.string().default(''),
  refusals: z.array(z.object({ reason: z.string(), files: z.array(z.string()), model: z.string() })).default([]),
  error: z.object({ code: z.string() }).optional(),
})

async function verb(cli: Cli, { env, repo }: GuardBed, ...args: readonly string[]) {
  const answer = await cli.json(['guard', ...args], { cwd: repo.path, env })
  return { code: answer.code, value: statusSchema.parse(answer.value) }
}

describe('the guard, by the command line, with the real codex', () => {
  it(
    'is installed with consent, refuses before any request, lets through, and leaves every byte as it was',
    async () => {
      const bed = await guardBed()
      const { repo } = bed
      const cli = newCli()
      const [hooks, config] = ['hooks.json', 'config.toml'].map((name) => join(bed.bed.env.CODEX_HOME, name))
      const userHooks = '{\r\n\t"hooks": {"Stop": [ {"hooks":[{"type":"command",  "command":"true"}]} ]}\r\n}'
      writeFileSync(hooks ?? '', userHooks)
      const userConfig = `${readFileSync(config ?? '', 'utf8')}# the end, without a newline`
      writeFileSync(config ?? '', userConfig)
      chmodSync(config ?? '', 0o640)

      expect((await verb(cli, bed, 'status')).value.state).toBe('not-installed')
      const refused = await verb(cli, bed, 'install')
      expect([refused.code, refused.value.error?.code]).toEqual([2, 'CONSENT_NEEDED'])
      expect(readFileSync(hooks ?? '', 'utf8')).toBe(userHooks)

      const installed = await verb(cli, bed, 'install', '--yes')
      expect([installed.code, installed.value.state]).toEqual([0, 'on'])
      expect((await verb(cli, bed, 'status')).value.state).toBe('on')
      expect(statSync(config ?? '').mode & 0o777).toBe(0o640)
      expect(await verb(cli, bed, 'install', '--yes')).toMatchObject({ code: 0, value: { state: 'on' } })

      writeFileSync(join(repo.path, 'a.txt'), 'changed\n')
      const dirty = await bed.exec(spark, '[[say no]] "model":"gpt-5.5"')
      expect(dirty).toMatchObject({ code: 0 })
      expect(await bed.bed.requests()).toEqual([])
      const { value } = await verb(cli, bed, 'status')
      expect(value.refusals).toMatchObject([{ reason: 'uncommitted-files', files: ['a.txt'], model: spark }])

      await bed.exec('gpt-5.5', '[[say standard]]')
      expect((await bed.bed.requests()).map(({ model }) => model)).toEqual(['gpt-5.5'])

      expect((await verb(cli, bed, 'pass')).code).toBe(0)
      await bed.exec(spark, '[[say passed]]')
      await bed.exec(spark, '[[say refused again]]')
      expect((await bed.bed.requests()).map(({ model }) => model)).toEqual(['gpt-5.5', spark])

      repo.git('commit', '-qam', 'work')
      const first = await bed.exec(spark, '[[patch spark.txt]]', '--json')
      expect(repo.git('status', '--porcelain')).not.toBe('')
      const session = /"thread_id":"([^"]+)"/.exec(first.out)?.[1] ?? ''
      await bed.exec(spark, '[[say second prompt]]', 'resume', session)
      expect((await bed.bed.requests()).at(-1)).toMatchObject({ model: spark, prompt: '[[say second prompt]]' })

      const gone = await verb(cli, bed, 'uninstall')
      expect([gone.code, gone.value.state]).toEqual([0, 'not-installed'])
      expect(readFileSync(hooks ?? '', 'utf8')).toBe(userHooks)
      expect(readFileSync(config ?? '', 'utf8')).toBe(userConfig)
      expect((await verb(cli, bed, 'status')).value.state).toBe('not-installed')
    },
    patience,
  )

  it(
    'tells apart what Codex skips, what was changed, and what is switched off',
    async () => {
      const bed = await guardBed()
      const cli = newCli()
      const [hooks = '', config = ''] = ['hooks.json', 'config.toml'].map((name) => join(bed.bed.env.CODEX_HOME, name))
      const configBefore = readFileSync(config, 'utf8')
      await verb(cli, bed, 'install', '--yes')
      const [hooksOn, configOn] = [readFileSync(hooks, 'utf8'), readFileSync(config, 'utf8')]
      const state = async () => (await verb(cli, bed, 'status')).value.state

      writeFileSync(config, configBefore)
      expect(await state()).toBe('not-trusted')
      writeFileSync(config, configOn)
      writeFileSync(hooks, hooksOn.replace('60', '30'))
      expect(await state()).toBe('modified')
      writeFileSync(hooks, hooksOn)
      writeFileSync(config, configOn.replace('[features]\n', '[features]\nhooks = false\n'))
      expect(await state()).toBe('off-by-config')
      writeFileSync(config, configOn.replace('trusted_hash', 'enabled = false\ntrusted_hash'))
      expect(await state()).toBe('off-by-config')
      writeFileSync(config, configOn)
      writeFileSync(join(cli.home, 'bin', 'guard'), '#!/bin/sh\n')
      expect(await state()).toBe('modified')
      expect((await verb(cli, bed, 'install', '--yes')).value.state).toBe('on')
      writeFileSync(hooks, hooksOn.replace('60', '30'))
      await verb(cli, bed, 'uninstall')
      expect(existsSync(hooks)).toBe(false)
      expect(readFileSync(config, 'utf8')).toBe(configBefore)
    },
    patience,
  )

  it(
    'takes nothing that Codex cannot read',
    async () => {
      const bed = await guardBed()
      const cli = newCli()
      const hooks = join(bed.bed.env.CODEX_HOME, 'hooks.json')
      for (const [text, code] of [
        ['\ufeff{"hooks":{}}', 'HOOKS_UNREADABLE'],
        ['{"hooks":{},}', 'HOOKS_BROKEN'],
        ['{"hooks":[]}', 'HOOKS_UNEXPECTED'],
      ] as const) {
        writeFileSync(hooks, text)
        const answer = await verb(cli, bed, 'install', '--yes')
        expect([answer.code, answer.value.error?.code]).toEqual([2, code])
        expect(readFileSync(hooks, 'utf8')).toBe(text)
      }
    },
    patience,
  )
})
