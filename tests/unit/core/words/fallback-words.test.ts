import { expect, it } from 'vitest'
import { offeredModelFromRow } from '../../../../src/core/lanes/lanes'
import { fallbackWords } from '../../../../src/core/words/fallback-words'
import { modelListReplySchema } from '../../../../src/core/codex/messages'
import { recorded } from '../../../support/app-server-fixture'

const models = modelListReplySchema.parse(recorded('model-list')).data.map(offeredModelFromRow)

it('says of a session with a slug that the account’s list does not have that it runs on fallback metadata', () => {
  expect(fallbackWords('no-such-model', models, 'chatgpt')).toBe(
    'no-such-model is not in the account’s list: Codex runs it on fallback metadata, without its patch tool.',
  )
})

it.each([
  ['of a model that is listed', 'gpt-5.3-codex-spark', models, 'chatgpt'],
  ['before there is a list', 'no-such-model', null, 'chatgpt'],
  ['without an account, whose list it would be', 'no-such-model', models, 'signed-out'],
  ['before the model is known', '', models, 'chatgpt'],
] as const)('says nothing %s', (_, modelId, list, account) => {
  expect(fallbackWords(modelId, list, account)).toBeNull()
})
