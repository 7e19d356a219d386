import { createContext, useCallback, useContext, useState } from 'react'
import type { AppCommand, CommandError } from '../../shared/contract'
import { type AppContextValue, useApp } from './app-context'

/** Why the last wish of this window was refused, until the next one. */
export const Refusal = createContext<CommandError | null>(null)

export function useRefusal(): CommandError | null {
  return useContext(Refusal)
}

/** The app with a dispatch whose refusals are kept, so that whichever part of a window asked, they are said in one place. */
export function useWatchedApp(): { readonly app: AppContextValue; readonly refusal: CommandError | null } {
  const { mirror, clock, dispatch: send } = useApp()
  const [refusal, setRefusal] = useState<CommandError | null>(null)
  const dispatch = useCallback(
    async (command: AppCommand) => {
      setRefusal(null)
      const result = await send(command)
      if (!result.ok) setRefusal(result.error)
      return result
    },
    [send],
  )
  return { app: { mirror, clock, dispatch }, refusal }
}
