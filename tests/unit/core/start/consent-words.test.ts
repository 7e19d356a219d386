import { expect, it } from 'vitest'
import { consentLines } from '../../../../src/core/start/consent-words'

it('lists what a commit runs, and as whom', () => {
  expect(
    consentLines({
      hooks: ['pre-commit', 'commit-msg'],
      filters: ['lfs'],
      signing: true,
      identity: { name: 'Jo', email: 'jo@example.invalid' },
    }),
  ).toEqual([
    'Hooks: pre-commit, commit-msg',
    'Filters: lfs',
    'Signs the commit with your key',
    'As Jo <jo@example.invalid>',
  ])
  expect(consentLines({ hooks: [], filters: [], signing: false, identity: null })).toEqual([])
})
