import { createContext } from 'react'

/** Opens the history of the limits in this window. */
export const OpenHistory = createContext<() => void>(() => {})
