// git's own base 85 alphabet (base85.c), not Ascii85.
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'

/**
 * One side of a `GIT binary patch` (git's binary patch format, read in apply.c): `literal <size>` and the zlib stream of
 * the bytes in base 85, 52 bytes a line behind a letter for the line's length. The stream is made of stored blocks, so
 * no compressor is needed; git reads any valid zlib stream.
 */
export function binaryLiteral(bytes: Uint8Array): string {
  const stream = storedZlib(bytes)
  const lines = [`literal ${bytes.length}`]
  for (let at = 0; at < stream.length; at += 52) {
    const part = stream.subarray(at, at + 52)
    lines.push(lengthLetter(part.length) + base85(part))
  }
  return `${lines.join('\n')}\n\n`
}

function lengthLetter(length: number): string {
  return String.fromCharCode(length <= 26 ? 64 + length : 70 + length)
}

function base85(part: Uint8Array): string {
  let text = ''
  for (let at = 0; at < part.length; at += 4) {
    let word = 0
    for (let i = 0; i < 4; i++) word = word * 256 + (part[at + i] ?? 0)
    let group = ''
    for (let i = 0; i < 5; i++) {
      group = (digits[word % 85] ?? '') + group
      word = Math.floor(word / 85)
    }
    text += group
  }
  return text
}

// RFC 1950 and RFC 1951 section 3.2.4: blocks of at most 65,535 bytes behind their length and its complement.
function storedZlib(bytes: Uint8Array): Uint8Array {
  const blocks = Math.max(1, Math.ceil(bytes.length / 65_535))
  const out = new Uint8Array(2 + blocks * 5 + bytes.length + 4)
  out.set([0x78, 0x01])
  let to = 2
  for (let block = 0; block < blocks; block++) {
    const part = bytes.subarray(block * 65_535, (block + 1) * 65_535)
    const length = part.length
    out.set([block === blocks - 1 ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255], to)
    out.set(part, to + 5)
    to += 5 + length
  }
  const sum = adler32(bytes)
  out.set([sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255], to)
  return out
}

function adler32(bytes: Uint8Array): number {
  let a = 1
  let b = 0
  for (const byte of bytes) {
    a = (a + byte) % 65_521
    b = (b + a) % 65_521
  }
  return b * 65_536 + a
}
