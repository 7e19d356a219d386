import { Component, type ReactNode } from 'react'
import { Button } from './Button'

/** A bug while drawing shows itself with a way on, instead of an empty window. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <main className="empty" role="alert">
        <h2>This window could not be drawn</h2>
        <p>Watching and checkpoints go on. Nothing of your work is affected.</p>
        <Button onPress={() => window.location.reload()}>Draw it again</Button>
      </main>
    )
  }
}
