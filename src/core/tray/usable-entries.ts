import type { AppSnapshot } from '../app/snapshot'
import { shortName } from '../words/display-name'
import type { MenuEntry } from './menu-entry'

/** "Usable now: Spark and Standard" where all is well; otherwise a line for each lane, with the reason. Nothing before Codex was asked. */
export function usableEntries({ usable }: Pick<AppSnapshot, 'usable'>): readonly MenuEntry[] {
  const lanes = [usable.spark, usable.standard]
  if (lanes.every(({ reasons }) => reasons.some(({ code }) => code === 'not-known-yet'))) return []
  if (lanes.every(({ answer }) => answer === 'yes')) return [entry('Usable now: Spark and Standard')]
  return lanes.map(({ line }) => entry(shortName(line, 120)))
}

function entry(label: string): MenuEntry {
  return { kind: 'action', label, action: { do: 'open-home' }, enabled: true }
}
