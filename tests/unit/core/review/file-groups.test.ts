import { describe, expect, it } from 'vitest'
import { fileGroup } from '../../../../src/core/review/file-groups'

describe('tests', () => {
  it.each([
    'tests/unit/a.ts',
    'src/__tests__/a.js',
    'spec/models/user_spec.rb',
    'src/a.test.ts',
    'src/a.spec.tsx',
    'src/login.cy.ts',
    'pkg/server_test.go',
    'app/test_views.py',
    'conftest.py',
    'src/main/java/UserServiceTest.java',
    'src/UserTests.cs',
    'ParserSpec.scala',
    'TestRunner.kt',
    'crates/x/src/parse_test.rs',
    'pkg/testdata/in.txt',
  ])('%s', (path) => {
    expect(fileGroup(path)).toBe('tests')
  })
})

describe('code', () => {
  it.each([
    'src/a.ts',
    'src/latest.java',
    'src/contest.py',
    'attestation/run.go',
    'src/Testament.txt',
    'src/inspect.rb',
    'protest.ts',
  ])('%s', (path) => {
    expect(fileGroup(path)).toBe('code')
  })
})

it.each([
  ['package-lock.json', 'lock'],
  ['vendor/lib/tests/a_test.go', 'vendored'],
  ['tests/__snapshots__/a.snap', 'generated'],
  ['src/api.pb.go', 'generated'],
] as const)('%s is %s', (path, group) => {
  expect(fileGroup(path)).toBe(group)
})
