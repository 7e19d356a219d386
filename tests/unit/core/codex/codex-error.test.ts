import { describe, expect, it } from 'vitest'
import { codexErrorFromRejection } from '../../../../src/core/codex/codex-error'

const reject = (message: string, data: unknown = null) =>
  codexErrorFromRejection({ method: 'some/method', code: -32603, message, data })

describe('codexErrorFromRejection', () => {
  it.each([
    [
      'failed to read configuration layers: /home/x/.codex/config.toml:2:7: missing array opening, expected `[`',
      { file: '/home/x/.codex/config.toml', line: 2, column: 7, message: 'missing array opening, expected `[`' },
    ],
    [
      'failed to load configuration: C:\\Users\\x\\.codex\\config.toml:12:1: duplicate key',
      { file: 'C:\\Users\\x\\.codex\\config.toml', line: 12, column: 1, message: 'duplicate key' },
    ],
    [
      'failed to load workspace requirements: invalid configuration at /home/x/.codex/config.toml:2:7',
      {
        file: '/home/x/.codex/config.toml',
        line: 2,
        column: 7,
        message: 'failed to load workspace requirements: invalid configuration at /home/x/.codex/config.toml:2:7',
      },
    ],
    [
      'failed to read configuration layers: Error parsing project config file /repo/.codex/config.toml: TOML parse error at line 1, column 9\n  |\n1 | model = \n  |         ^\nstring values must be quoted, expected literal string\n',
      {
        file: '/repo/.codex/config.toml',
        line: 1,
        column: 9,
        message: 'string values must be quoted, expected literal string',
      },
    ],
  ])('finds line and column in "%s"', (message, place) => {
    expect(reject(message)).toEqual({ kind: 'config-invalid', ...place })
  })

  it.each([
    ['codex account authentication required to read rate limits'],
    ['workspace routing discovery unauthorized (401)'],
    ['chatgpt authentication required to read rate limits'],
    ['failed to fetch codex rate limits: GET https://x/wham/usage failed: 401 Unauthorized'],
    ['Your access token could not be refreshed because your refresh token has expired. Please sign in again.'],
  ])('says that a sign-in is needed for "%s"', (message) => {
    expect(reject(message)).toEqual({ kind: 'sign-in-needed', message })
  })

  it.each([
    ['failed to fetch codex rate limits: error sending request for url (https://127.0.0.1:1/wham/usage)'],
    ['workspace routing discovery failed'],
  ])('knows an unreachable server by "%s"', (message) => {
    expect(reject(message)).toEqual({ kind: 'offline', message })
  })

  it('knows the answers to a refused write', () => {
    expect(reject('modified', { config_write_error_code: 'configVersionConflict' })).toEqual({
      kind: 'config-conflict',
      attempts: 1,
    })
    expect(
      reject('Only writes to the user config are allowed', { config_write_error_code: 'configLayerReadonly' }),
    ).toEqual({
      kind: 'config-refused',
      reason: 'configLayerReadonly',
      message: 'Only writes to the user config are allowed',
    })
  })

  it('leaves a text that it does not know as it is', () => {
    expect(reject('Not initialized', { config_write_error_code: 5 })).toEqual({
      kind: 'rejected',
      method: 'some/method',
      code: -32603,
      message: 'Not initialized',
    })
  })
})
