const HOUR = 60
const DAY = 24 * HOUR
const WEEK = 7 * DAY
// Servers count from seconds and may be a minute or two off a round length; Codex allows three.
const TOLERANCE = 3

/** What a window of this length is called: "5 h", "24 h", "3 days", "weekly", "90 min". Null minutes: "unnamed window". */
export function windowLabel(minutes: number | null): string {
  if (minutes === null || minutes <= 0) return 'unnamed window'
  const weeks = wholeParts(minutes, WEEK)
  if (weeks !== null) return weeks === 1 ? 'weekly' : `${weeks} weeks`
  const days = wholeParts(minutes, DAY)
  if (days !== null && days > 1) return `${days} days`
  const hours = wholeParts(minutes, HOUR)
  return hours !== null ? `${hours} h` : `${Math.round(minutes)} min`
}

function wholeParts(minutes: number, part: number): number | null {
  const count = Math.round(minutes / part)
  return count >= 1 && Math.abs(minutes - count * part) <= TOLERANCE ? count : null
}
