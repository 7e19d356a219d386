import { lazy, type ReactNode, Suspense, useCallback, useState } from 'react'
import { OpenHistory } from './open-history'

/** Loaded when somebody looks: home opens without it. */
const LimitHistory = lazy(async () => ({ default: (await import('./LimitHistory')).LimitHistory }))

/** Holds the history above everything that belongs to one repository, so that it stays open when another becomes active. */
export function HistoryHost({ children }: { readonly children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const open = useCallback(() => setOpen(true), [])
  return (
    <OpenHistory value={open}>
      {children}
      {isOpen ? (
        <Suspense>
          <LimitHistory onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </OpenHistory>
  )
}
