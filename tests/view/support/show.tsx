import { act, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import { ok } from '../../../src/core/result'
import { AppContext } from '../../../src/renderer/src/app-context'
import { openAppMirror } from '../../../src/renderer/src/stores/app-mirror'
import type { AppCommand, CommandResult } from '../../../src/shared/contract'
import { createStillClock } from './still-clock'

/** A view with a bridge that keeps what it is told. */
export async function show(view: ReactNode, first: AppSnapshot) {
  const sent: AppCommand[] = []
  let push: (snapshot: AppSnapshot) => void = () => {}
  let answer: CommandResult | ((command: AppCommand) => Promise<CommandResult>) = ok(null)
  let { revision } = first
  const mirror = await openAppMirror({
    subscribe(listener) {
      push = listener
      listener(first)
      return () => {}
    },
  })
  const { clock, advance } = createStillClock()
  const app = {
    mirror,
    clock,
    dispatch: async (command: AppCommand) => {
      sent.push(command)
      return typeof answer === 'function' ? answer(command) : answer
    },
  }
  render(<AppContext value={app}>{view}</AppContext>)
  return {
    sent,
    /** With a function an answer can be late. */
    answerWith: (result: typeof answer) => {
      answer = result
    },
    push: (snapshot: AppSnapshot) => {
      revision += 1
      act(() => push({ ...snapshot, revision }))
    },
    advance: (ms: number) => act(() => advance(ms)),
  }
}
