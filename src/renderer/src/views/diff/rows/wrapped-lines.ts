/** Columns between two stops of the tab, as `tab-size` in the style sheet. */
const tab = 4
/** Characters looked at; a line longer than this is cut in the page. */
const most = 10_000
const firstWide = 0x1100

/** How many rows a line takes when it is wrapped after so many columns; letters of other scripts can prove this wrong. */
export function wrappedRows(text: string, columns: number): number {
  const length = Math.min(text.length, most)
  let width = 0
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at)
    width += unit === 9 ? tab - (width % tab) : unit >= firstWide ? 2 : 1
  }
  return Math.max(1, Math.ceil(width / Math.max(1, columns)))
}
