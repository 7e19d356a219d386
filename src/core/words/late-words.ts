/** "taken 4 s after the start", for a checkpoint that could only be taken when the session was seen. */
export function lateWords(lateMs: number): string {
  const seconds = Math.max(1, Math.round(lateMs / 1000))
  if (seconds < 120) return `taken ${seconds} s after the start`
  const minutes = Math.round(seconds / 60)
  return minutes < 120 ? `taken ${minutes} min after the start` : `taken ${Math.round(minutes / 60)} h after the start`
}
