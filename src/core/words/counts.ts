const english = new Intl.NumberFormat('en')

/** "999", "1,204". */
export function grouped(n: number): string {
  return n < 1000 ? String(n) : english.format(n)
}

/** "1 file", "3 files", "1,204 files": the number always carries its word. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}
