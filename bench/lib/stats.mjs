/** @param {readonly number[]} numbers at least one; @param {number} share 0 to 1 */
function quantile(numbers, share) {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? Number.NaN
  return low + (high - low) * (at - Math.floor(at))
}

export function median(numbers) {
  return quantile(numbers, 0.5)
}

/** What a busy machine disturbs least. */
export function p10(numbers) {
  return quantile(numbers, 0.1)
}

export function p90(numbers) {
  return quantile(numbers, 0.9)
}
