import type { GuardView } from '../../../../core/app/guard'
import { Chip } from '../../ui/Chip'

const tones: Readonly<Record<GuardView['light'], 'ok' | 'warn' | undefined>> = {
  on: 'ok',
  'not-trusted': 'warn',
  modified: 'warn',
  'off-by-config': 'warn',
  'not-installed': undefined,
  unknown: undefined,
}

/** The state of the guard as a word with a colour; the colour alone says nothing. */
export function GuardLight({ guard }: { readonly guard: GuardView }) {
  const tone = guard.lost ? 'warn' : tones[guard.light]
  return <Chip {...(tone === undefined ? {} : { tone })}>{guard.label}</Chip>
}
