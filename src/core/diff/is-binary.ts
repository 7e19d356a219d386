// git's own rule (FIRST_FEW_BYTES in xdiff-interface.c).
const inspected = 8000

/** Whether git would call these bytes binary: a NUL among the first 8,000. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, inspected).includes(0)
}
