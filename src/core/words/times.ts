/** Clock time as the user's computer writes it in 24 hours, such as "14:20". */
export function clockTime(atMs: number): string {
  const date = new Date(atMs)
  return `${two(date.getHours())}:${two(date.getMinutes())}`
}

/** "14:20:07", for moments that lie close together. */
export function clockTimeWithSeconds(atMs: number): string {
  return `${clockTime(atMs)}:${two(new Date(atMs).getSeconds())}`
}

/** "today 11:40", "yesterday 09:12", "Tue 18:30" within a week, "2026-11-02" before. */
export function dayAndTime(atMs: number, nowMs: number): string {
  const days = dayNumber(nowMs) - dayNumber(atMs)
  if (days === 0) return `today ${clockTime(atMs)}`
  if (days === 1) return `yesterday ${clockTime(atMs)}`
  if (days > 1 && days < 7) return `${weekday(atMs)} ${clockTime(atMs)}`
  return localDay(atMs)
}

/** A clock time that always stands first, with its day where that is not today: "12:04", "14:20 Sat", "09:12 2026-11-02". */
export function timeThenDay(atMs: number, nowMs: number): string {
  const day = dayWord(atMs, nowMs)
  return day === null ? clockTime(atMs) : `${clockTime(atMs)} ${day}`
}

/** The same with seconds: "12:04:32", "14:20:07 Sat". */
export function exactTimeThenDay(atMs: number, nowMs: number): string {
  const day = dayWord(atMs, nowMs)
  return day === null ? clockTimeWithSeconds(atMs) : `${clockTimeWithSeconds(atMs)} ${day}`
}

/** "yesterday", "Tue" within a week, else the date; null for today. */
export function dayWord(atMs: number, nowMs: number): string | null {
  const days = dayNumber(nowMs) - dayNumber(atMs)
  if (days === 0) return null
  if (days === 1) return 'yesterday'
  return days > 1 && days < 7 ? weekday(atMs) : localDay(atMs)
}

/** When a window resets: the clock time today, "Thu 09:00" within a week, else the date. */
export function resetTime(atMs: number, nowMs: number): string {
  const days = dayNumber(atMs) - dayNumber(nowMs)
  if (days <= 0) return clockTime(atMs)
  return days < 7 ? `${weekday(atMs)} ${clockTime(atMs)}` : localDay(atMs)
}

/** A length of time in its two largest units: "2 h 14 min", "3 d 4 h", "45 s". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  const days = Math.floor(hours / 24)
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

function weekday(atMs: number): string {
  return weekdays[new Date(atMs).getDay()] ?? ''
}

/** "2026-11-22" in local time. */
export function localDay(atMs: number): string {
  const date = new Date(atMs)
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** Days are counted in local time, at noon, so that a change of the clocks cannot shift one. */
function dayNumber(atMs: number): number {
  const date = new Date(atMs)
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / 86_400_000)
}

function two(n: number): string {
  return String(n).padStart(2, '0')
}
