/** "20, 10, 0" as numbers, highest first; null when a part is no whole number from 0 to 99, or there are more than ten. */
export function parseThresholds(text: string): readonly number[] | null {
  const parts = text.split(/[\s,;%]+/).filter((part) => part !== '')
  if (parts.length > 10 || parts.some((part) => !/^\d{1,2}$/.test(part))) return null
  return [...new Set(parts.map(Number))].toSorted((a, b) => b - a)
}
