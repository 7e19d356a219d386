import type { StageError } from '../repo/stage'
import { unreachable } from '../result'
import { displayName } from '../words/display-name'
import { type DescribedError, said } from './described-error'

export function describeStageError(error: StageError): DescribedError {
  switch (error.kind) {
    case 'stage-locked':
      return said(
        'stage-locked',
        'Another git is working in this repository; what is staged is as it was.',
        'Wait until it is done. If none is running, remove .git/index.lock.',
      )
    case 'stage-changed':
      return said(
        'stage-changed',
        `${displayName(error.path)} changed meanwhile; what is staged is as it was.`,
        'Look at it again, then try once more.',
      )
    case 'stage-unmerged':
      return said(
        'stage-unmerged',
        `${displayName(error.path)} is in conflict; what is staged is as it was.`,
        'Resolve it first.',
      )
    case 'stage-filtered':
      return said(
        'stage-filtered',
        `${displayName(error.path)} is stored through the filter ${displayName(error.filter)}, whose program Firebreak does not run by itself.`,
        'Stage it with git add in a terminal.',
      )
    default:
      return unreachable(error)
  }
}

const kinds: ReadonlySet<string> = new Set<StageError['kind']>([
  'stage-locked',
  'stage-changed',
  'stage-unmerged',
  'stage-filtered',
])

export function isStageError(error: { readonly kind: string }): error is StageError {
  return kinds.has(error.kind)
}
