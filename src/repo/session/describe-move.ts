import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseReflog } from '../../core/rescue/reflog'
import type { HeadMove } from '../../core/session/change'
import { headMove, type HeadPlace } from '../../core/session/head-move'
import type { RepoLayout } from '../git/repo-layout'
import { readTail } from './log-tail'

/** Says by HEAD's own log what moved it: git writes the entry before it moves HEAD. */
export function describeMove({ gitDir }: Pick<RepoLayout, 'gitDir'>, from: HeadPlace, to: HeadPlace): HeadMove {
  return headMove(from, to, parseReflog(readTail(join(gitDir, 'logs', 'HEAD'), 0)))
}

/** Git holds the lock of the index for as long as a switch, reset, merge or pull writes files. */
export function gitHoldsIndex({ gitDir }: Pick<RepoLayout, 'gitDir'>): boolean {
  return existsSync(join(gitDir, 'index.lock'))
}
