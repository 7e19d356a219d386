import { useState } from 'react'
import type { AppCommand, CommandError } from '../../shared/contract'
import { useApp } from './app-context'

interface Commanding {
  /** Resolves to whether it was accepted. */
  readonly run: (command: AppCommand) => Promise<boolean>
  /** Why the last one was not, until the next try. */
  readonly problem: CommandError | null
}

/** Sends wishes and keeps the last refusal. */
export function useCommand(): Commanding {
  const { dispatch } = useApp()
  const [problem, setProblem] = useState<CommandError | null>(null)
  const run = async (command: AppCommand) => {
    setProblem(null)
    const result = await dispatch(command)
    if (!result.ok) setProblem(result.error)
    return result.ok
  }
  return { run, problem }
}
