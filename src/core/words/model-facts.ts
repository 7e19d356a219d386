import type { OfferedModel } from '../lanes/lanes'
import { localDay } from './times'

/** What is to be known about a model before it is chosen, in words. Names of others in it are as the server gives them. */
export function modelFacts(model: OfferedModel, list: readonly OfferedModel[]): readonly string[] {
  const other = list.find(({ id }) => id === model.upgrade)?.displayName ?? model.upgrade
  const retires =
    model.retiresAtMs === null
      ? null
      : `retires ${localDay(model.retiresAtMs)}${other === null ? '' : `, ${other} takes its place`}`
  return [
    model.textOnly === true ? 'text only' : null,
    model.hidden ? 'not in Codex’s own list' : null,
    retires ?? (other === null ? null : `${other} is recommended instead`),
  ].filter((fact) => fact !== null)
}
