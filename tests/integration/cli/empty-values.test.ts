import { expect, it } from 'vitest'
import { z } from 'zod'
import { builtCli } from '../../support/cli'
import { tempRepo } from '../../support/git-fixture'

const cliOf = builtCli()
const errorSchema = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string().min(1), next: z.string().min(1) }),
})

// `--path "$FILE"` where FILE is not set must not restore everything, and `--repo "$REPO"` not mean another one.
it('takes an empty --path or --repo for a mistake, and touches nothing', async () => {
  const cli = cliOf()
  const repo = tempRepo({ files: { 'a.txt': 'one\n' } })
  await cli.json(['checkpoint', 'create'], { cwd: repo.path })
  repo.write('a.txt', 'two\n')
  const calls = [
    ['checkpoint', 'preview', 'latest', '--path', ''],
    ['checkpoint', 'restore', 'latest', '--path', ''],
    ['checkpoint', 'restore', 'latest', '--path', 'a.txt', ''],
    ['checkpoint', 'restore', 'latest', '--repo', ''],
    ['checkpoint', 'create', '--repo='],
    ['diff', '--path', ''],
    ['gate', '--repo', ''],
    ['status', '--repo', ''],
  ]
  for (const call of calls) {
    const { code, value } = await cli.json(call, { cwd: repo.path })
    expect([call, code, errorSchema.parse(value).error.code]).toEqual([call, 2, 'USAGE'])
  }
  expect(repo.read('a.txt')).toBe('two\n')
})
