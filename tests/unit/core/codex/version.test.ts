import { describe, expect, it } from 'vitest'
import { isVersionAtLeast, parseVersion } from '../../../../src/core/codex/version'

describe('parseVersion', () => {
  it.each([
    ['codex-cli 0.169.0\n', '0.169.0'],
    ['firebreak/0.169.0 (Debian 12.0.0; x86_64) xterm (firebreak; 0.1.0)', '0.169.0'],
    ['codex-cli 0.170.0-alpha.3', '0.170.0-alpha.3'],
    ['v20.20.2', null],
    ['codex-cli', null],
    ['', null],
  ])('reads %j as %j', (text, version) => {
    expect(parseVersion(text)).toBe(version)
  })
})

describe('isVersionAtLeast', () => {
  it.each([
    ['0.169.0', '0.130.0', true],
    ['0.130.0', '0.130.0', true],
    ['0.129.9', '0.130.0', false],
    ['1.0.0', '0.130.0', true],
    ['0.130.0-alpha.1', '0.130.0', true],
    ['0.9.0', '0.130.0', false],
    ['new', '0.130.0', false],
  ])('%s against %s: %s', (version, minimum, expected) => {
    expect(isVersionAtLeast(version, minimum)).toBe(expected)
  })
})
