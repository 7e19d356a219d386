import { decideGate, gateJson, gateText, pauseText } from '../gate-answer'
import { openRepo, statusOf } from '../open-repo'
import { exitCodes, failed, type Outcome, said } from '../outcome'
import { type CliContext, readArgs } from '../verb'

/** `firebreak gate`: may a Spark session start. Exit code 0 when the gate is open, 1 when it is closed. */
export async function gate(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('gate', args, { repo: { type: 'string' } })
  if (!call.ok) return call.outcome
  const repo = await openRepo(call.parsed.values.repo, context)
  if (!repo.ok) return failed(repo.error)
  const status = await statusOf(repo.value)
  if (!status.ok) return failed(status.error)

  const { settings, layout, notes } = repo.value
  const decided = decideGate(status.value, settings, layout.repoId)
  const open = decided.gate.kind === 'open'
  const paused = open ? null : pauseText(settings, layout.repoId, context.clock.now())
  return said(gateJson(decided, status.value), gateText(decided), {
    exit: open ? exitCodes.done : exitCodes.closed,
    notes: paused === null ? notes : [...notes, paused],
  })
}
