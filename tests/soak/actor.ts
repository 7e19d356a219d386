import { homedir } from 'node:os'
import { z } from 'zod'
import { unreachable } from '../../src/core/result'
import { captureChange } from '../../src/repo/checkpoint/capture-change'
import { captureFull } from '../../src/repo/checkpoint/capture-full'
import { recoverRestore } from '../../src/repo/checkpoint/restore/recover'
import { restore } from '../../src/repo/checkpoint/restore/restore'
import { undoRestore } from '../../src/repo/checkpoint/restore/undo'
import { forgetCheckpoint } from '../../src/repo/checkpoint/retention/forget'
import { openStore, type Store } from '../../src/repo/checkpoint/store'
import { createGitRunner } from '../../src/repo/git/git-runner'
import { readLayout } from '../../src/repo/git/layout'
import { systemClock } from '../../src/services/system-clock'

// node actor.mjs <repository> <FIREBREAK_HOME> <order as JSON>: one act of Firebreak in a process of its own, which may
// be ordered to die by SIGKILL when it reaches a named point for the nth time. Prints the answer as JSON.

const orderSchema = z.object({
  act: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('full') }),
    z.object({ kind: z.literal('change'), paths: z.array(z.string()) }),
    z.object({ kind: z.literal('restore'), id: z.string() }),
    z.object({ kind: z.literal('undo') }),
    z.object({ kind: z.literal('recover'), how: z.enum(['finish', 'undo']) }),
    z.object({ kind: z.literal('forget'), id: z.string() }),
  ]),
  die: z.object({ at: z.string(), nth: z.number() }).nullable(),
})
export type Order = z.infer<typeof orderSchema>

const [repo = '', home = '', text = ''] = process.argv.slice(2)
const order = orderSchema.parse(JSON.parse(text))

let left = order.die?.nth ?? 0
function at(point: string): void {
  if (order.die === null || point !== order.die.at) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

/** The points of a capture lie where it starts git and where it publishes. */
function mortal(store: Store): Store {
  const { git } = store
  return {
    ...store,
    git: {
      async run(args, options) {
        at(`before-${args[0]}`)
        const answer = await git.run(args, options)
        at(`after-${args[0]}`)
        return answer
      },
    },
    async publish(...args) {
      at('before-publish')
      const published = await store.publish(...args)
      at('after-publish')
      return published
    },
  }
}

const git = createGitRunner({ clock: systemClock, env: process.env })
const layout = await readLayout(git, repo, { firebreakHome: home, homeDir: homedir() })
if (!layout.ok) throw new Error(JSON.stringify(layout.error))
const opened = await openStore({ firebreakHome: home, layout: layout.value, git, clock: systemClock })
if (!opened.ok) throw new Error(JSON.stringify(opened.error))
const store = mortal(opened.value)

const { act } = order
const hooks = { at }
const answer = await (async () => {
  switch (act.kind) {
    case 'full':
      return captureFull(store, { label: 'soak', reason: 'by-hand', sessionId: null })
    case 'change':
      return captureChange(store, { paths: act.paths }, { label: 'soak', reason: 'change', sessionId: null })
    case 'restore': {
      const wish = { checkpointId: act.id, paths: null }
      const asked = await restore(store, wish, hooks)
      if (asked.ok || asked.error.kind !== 'many-deletions') return asked
      return restore(store, { ...wish, confirmedDeletions: asked.error.deleted }, hooks)
    }
    case 'undo':
      return undoRestore(store, hooks)
    case 'recover':
      return recoverRestore(store, act.how, hooks)
    case 'forget':
      return forgetCheckpoint(store, act.id, hooks)
    default:
      return unreachable(act)
  }
})()
process.stdout.write(JSON.stringify(answer))
