/** A whole number: "999", "1,204". By hand, as `Intl` takes a megabyte of every process that counts something. */
export function grouped(n: number): string {
  return n < 1000 ? String(n) : String(n).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** "1 file", "3 files", "1,204 files": the number always carries its word. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${grouped(n)} ${n === 1 ? one : many}`
}

/** "1 line", "1204 lines": for words that scripts look for, which read digits. */
export function countInDigits(n: number, one: string): string {
  return `${n} ${n === 1 ? one : `${one}s`}`
}
