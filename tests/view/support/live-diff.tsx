import { act, waitFor } from '@testing-library/react'
import { expect } from 'vitest'
import type { AppSnapshot } from '../../../src/core/app/snapshot'
import type { ChangeView } from '../../../src/core/app/session-views'
import { DiffView } from '../../../src/renderer/src/views/diff/DiffView'
import { channels } from '../../../src/shared/channels'
import type { DiffBatch, DiffMessage, DiffRequest } from '../../../src/shared/diff-contract'
import { fileDiff } from './file-diff'
import { show } from './show'
import { changeView, nowMs, repoId } from './snapshot'

type Scope = DiffBatch['scope']

/** A change of a session between two captures. */
export function change(number: number, part: Partial<ChangeView> = {}): ChangeView {
  const at = (of: number) => `${String(of).padStart(6, '0')}-aaaaaaaa`
  return changeView({ number, checkpointId: at(number + 1), previousCheckpointId: at(number), ...part })
}

/** A scope with one added line in each file. */
export function whole(scope: Scope, paths: readonly string[], batch: number): Extract<DiffBatch, { type: 'scope' }> {
  const from = { kind: 'checkpoint', id: '000001-aaaaaaaa', atMs: nowMs, reason: 'session-start' } as const
  const files = paths.map((path) => fileDiff(path, [`+${path}`]))
  return { type: 'scope', batch, scope, from, to: { kind: 'disk' }, whitespace: 'exact', files }
}

/** Hands the window a port, as main does. */
export function attachPort() {
  const { port1, port2 } = new MessageChannel()
  const requests: DiffRequest[] = []
  port1.addEventListener('message', (event: MessageEvent<DiffRequest>) => requests.push(event.data))
  port1.start()
  const event = new Event('message')
  Object.assign(event, { data: { type: channels.diffPort }, ports: [port2] })
  window.dispatchEvent(event)
  return { requests, say: (message: DiffMessage) => act(async () => port1.postMessage(message)) }
}

/** The live diff with its port, and what it asked over it. */
export async function openDiff(snapshot: AppSnapshot) {
  const shown = await show(<DiffView repoId={repoId} />, snapshot)
  const { requests, say } = attachPort()
  const scopes = () => requests.flatMap((request) => (request.type === 'show' ? [request.scope] : []))
  return {
    ...shown,
    asked: async (scope: Scope) => waitFor(() => expect(scopes().at(-1)).toEqual(scope)),
    count: () => scopes().length,
    say,
  }
}
