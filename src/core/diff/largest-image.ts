/** More bytes than this are not turned into a picture, and not read for one. */
export const largestImageBytes = 10_000_000
