import { expect, it } from 'vitest'
import { readCall } from '../../../src/cli/arguments'

const nothing = { json: false, help: false, version: false }

it.each([
  [[], { verb: null, args: [], ...nothing }],
  [['gate'], { verb: 'gate', args: [], ...nothing }],
  [['gate', '--json', '--repo', 'x'], { verb: 'gate', args: ['--repo', 'x'], ...nothing, json: true }],
  [['--json', 'gate'], { verb: 'gate', args: [], ...nothing, json: true }],
  [['--help', 'gate'], { verb: 'gate', args: [], ...nothing, help: true }],
  [['gate', '-h'], { verb: 'gate', args: [], ...nothing, help: true }],
  [['--version'], { verb: null, args: [], ...nothing, version: true }],
  // What comes after `--` are names of files, however they look.
  [['diff', '--', '--json', '--help'], { verb: 'diff', args: ['--', '--json', '--help'], ...nothing }],
])('reads %j', (argv, call) => {
  expect(readCall(argv)).toEqual(call)
})
