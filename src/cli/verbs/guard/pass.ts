import { displayName } from '../../../core/words/display-name'
import { clockTime } from '../../../core/words/times'
import { createPasses, passLastsMs } from '../../../services/guard/passes'
import { topOf } from '../../../services/repo-id'
import { configFolder } from '../../config-folder'
import { cannotWrite, prepareHome } from '../../home'
import { failed, type Outcome, said } from '../../outcome'
import type { CliContext } from '../../verb'

/** "Let this one through": the next Spark prompt that the guard would refuse in this work tree. */
export async function letThrough(wanted: string | undefined, context: CliContext): Promise<Outcome> {
  const folder = await configFolder(wanted, context)
  if (!folder.ok) return failed(folder.error)
  const unwritable = await prepareHome(context.home)
  if (unwritable !== null) return failed(unwritable)
  const top = await topOf(folder.value)
  const pass = await createPasses(context).give({
    for: { kind: 'repo' },
    why: 'let-through',
    top,
    lastsMs: passLastsMs,
  })
  if (pass === null) return failed(cannotWrite(context.home, 'UNKNOWN'))
  const untilMs = context.clock.now() + passLastsMs
  return said(
    { top, until: new Date(untilMs).toISOString() },
    `The next Spark prompt in ${displayName(top)} passes once, until ${clockTime(untilMs)}. Send it again.`,
  )
}
