// A throw-away certificate authority and a server certificate for 127.0.0.1, made with node:crypto and a tiny DER writer.
// Codex insists on https for the workspace origin of a ChatGPT sign-in, and reads CODEX_CA_CERTIFICATE to trust a CA.
import crypto from 'node:crypto'

const dayMs = 24 * 60 * 60 * 1000

/** @param {number} n */
function derLength(n) {
  if (n < 128) return Buffer.from([n])
  return n < 256 ? Buffer.from([0x81, n]) : Buffer.from([0x82, n >> 8, n & 255])
}

/**
 * @param {number} tag
 * @param {...Buffer} parts
 */
function tlv(tag, ...parts) {
  const content = Buffer.concat(parts)
  return Buffer.concat([Buffer.from([tag]), derLength(content.length), content])
}

/** @param {...Buffer} parts */
const sequence = (...parts) => tlv(0x30, ...parts)
/** @param {Buffer} content */
const octets = (content) => tlv(0x04, content)
/** @param {Buffer} content */
const bits = (content) => tlv(0x03, Buffer.from([0]), content)
const derTrue = Buffer.from([1, 1, 255])

/** @param {Buffer} content */
function integer(content) {
  const negative = ((content[0] ?? 0) & 0x80) !== 0
  return tlv(0x02, negative ? Buffer.concat([Buffer.from([0]), content]) : content)
}

/** @param {string} dotted */
function oid(dotted) {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const part of rest) {
    const septets = [part & 127]
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift((left & 127) | 128)
    bytes.push(...septets)
  }
  return tlv(0x06, Buffer.from(bytes))
}

/** @param {string} commonName */
const name = (commonName) => sequence(tlv(0x31, sequence(oid('2.5.4.3'), tlv(0x0c, Buffer.from(commonName)))))
/** @param {number} ms */
const utcTime = (ms) => tlv(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`))
/**
 * @param {string} id
 * @param {boolean} critical
 * @param {Buffer} value
 */
const extension = (id, critical, value) => sequence(oid(id), ...(critical ? [derTrue] : []), octets(value))

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

/** @param {{ subject: string, issuer: string, publicKey: crypto.KeyObject, signingKey: crypto.KeyObject, extensions: Buffer[] }} c */
function certificate({ subject, issuer, publicKey, signingKey, extensions }) {
  const serial = crypto.randomBytes(8)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 1
  const body = sequence(
    tlv(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name(issuer),
    sequence(utcTime(Date.now() - dayMs), utcTime(Date.now() + 300 * dayMs)),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, sequence(...extensions)),
  )
  const der = sequence(body, ecdsaWithSha256, bits(crypto.sign('sha256', body, signingKey)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/**
 * A new CA, and a key and certificate for localhost and 127.0.0.1 that it signed. All PEM.
 * @returns {{ ca: string, cert: string, key: string }}
 */
export function makeTls() {
  const issuer = 'Firebreak test CA'
  const ca = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const leaf = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const basicConstraints = '2.5.29.19'
  const signs = Buffer.from([3, 2, 1, 6])
  const names = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])))
  return {
    ca: certificate({
      subject: issuer,
      issuer,
      publicKey: ca.publicKey,
      signingKey: ca.privateKey,
      extensions: [extension(basicConstraints, true, sequence(derTrue)), extension('2.5.29.15', true, signs)],
    }),
    cert: certificate({
      subject: 'localhost',
      issuer,
      publicKey: leaf.publicKey,
      signingKey: ca.privateKey,
      extensions: [
        extension(basicConstraints, true, sequence()),
        extension('2.5.29.17', false, names),
        extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
      ],
    }),
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}
