import { lookAlikes } from '../../../../../core/diff/confusables'
import { hasHiddenText, visibleText } from '../../../../../core/diff/visible-text'
import type { LineMarks } from './line-parts'

const none: LineMarks['hidden'] = []

/** Where the characters of a line are that cannot be seen or are not what they look like, and what is drawn for them. */
export function hiddenRanges(text: string): LineMarks['hidden'] {
  const hidden = unseen(text)
  const alike = lookAlikes(text)
  if (alike.length === 0) return hidden
  return [
    ...hidden,
    ...alike.map(({ start, end, label, like }) => ({
      start,
      end,
      label,
      says: `Looks like ${like}, but is another character`,
    })),
  ].toSorted((a, b) => a.start - b.start)
}

function unseen(text: string): LineMarks['hidden'] {
  if (!hasHiddenText(text)) return none
  let at = 0
  return visibleText(text).flatMap((part) => {
    const start = at
    at += part.kind === 'text' ? part.text.length : (text.codePointAt(at) ?? 0) > 0xff_ff ? 2 : 1
    return part.kind === 'hidden'
      ? [{ start, end: at, label: part.label, says: 'A character that cannot be seen' }]
      : []
  })
}
