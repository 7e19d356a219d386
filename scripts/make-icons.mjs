// Draws the tray icons and the app icon: node scripts/make-icons.mjs
// The mark is two strokes with a gap, the firebreak. States differ by shape first (dot: live, bar: warning), colour second.
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { crc32, deflateSync } from 'node:zlib'

const resources = path.join(import.meta.dirname, '..', 'resources')
const ink = { light: [29, 28, 26], dark: [238, 236, 231], Template: [0, 0, 0] }
const ember = { light: [200, 80, 15], dark: [255, 154, 92], Template: [0, 0, 0] }
const amber = { light: [134, 86, 0], dark: [229, 185, 92], Template: [0, 0, 0] }

/** Coordinates are those of a 22 px icon. A `clear` shape cuts a rim out of what lies below. */
function shapes(state, variant) {
  const strokes = [
    { from: [5.2, 18], to: [8.8, 4], radius: 1.7, colour: ink[variant] },
    { from: [12.4, 18], to: [16, 4], radius: 1.7, colour: ink[variant] },
  ]
  if (state === 'live')
    return [...strokes, ...rimmed({ from: [17.5, 17.5], to: [17.5, 17.5], radius: 3.3, colour: ember[variant] })]
  if (state === 'warning')
    return [...strokes, ...rimmed({ from: [4, 18.6], to: [18, 18.6], radius: 1.5, colour: amber[variant] })]
  return strokes
}

const rimmed = (shape) => [{ ...shape, radius: shape.radius + 1.4, clear: true }, shape]

function distance([x, y], { from: [ax, ay], to: [bx, by] }) {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

function draw(size, list, background) {
  const pixels = Buffer.alloc(size * size * 4)
  const scale = 22 / size
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      let [r, g, b, a] = background?.(x / size, y / size) ?? [0, 0, 0, 0]
      for (const shape of list) {
        const edge = (shape.radius - distance([(x + 0.5) * scale, (y + 0.5) * scale], shape)) / scale + 0.5
        const cover = Math.max(0, Math.min(1, edge))
        if (cover === 0) continue
        if (shape.clear) {
          a *= 1 - cover
          continue
        }
        const out = cover + a * (1 - cover)
        ;[r, g, b] = [r, g, b].map((c, i) => (shape.colour[i] * cover + c * a * (1 - cover)) / out)
        a = out
      }
      pixels.set([r, g, b, a * 255].map(Math.round), (y * size + x) * 4)
    }
  return png(size, pixels)
}

/** A PNG of 8-bit RGBA rows without filters (RFC 2083). */
function png(size, pixels) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    const sum = Buffer.alloc(4)
    sum.writeUInt32BE(crc32(body))
    return Buffer.concat([length, body, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 6, 0, 0, 0], 8)
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y++) pixels.copy(rows, y * (size * 4 + 1) + 1, y * size * 4, (y + 1) * size * 4)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

mkdirSync(path.join(resources, 'tray'), { recursive: true })
for (const state of ['neutral', 'live', 'warning'])
  for (const variant of ['light', 'dark', 'Template'])
    for (const [suffix, size] of [
      ['', 22],
      ['@2x', 44],
    ]) {
      const name = `${state}${variant === 'Template' ? 'Template' : `-${variant}`}${suffix}.png`
      writeFileSync(path.join(resources, 'tray', name), draw(size, shapes(state, variant)))
    }

/** A rounded square in ink, with the mark in paper and one ember stroke. */
function tile(x, y) {
  const [dx, dy] = [Math.max(0, Math.abs(x - 0.5) - 0.28), Math.max(0, Math.abs(y - 0.5) - 0.28)]
  const cover = Math.max(0, Math.min(1, (0.18 - Math.hypot(dx, dy)) * 512 + 0.5))
  return [...ink.light, cover]
}
const mark = [
  { from: [6.9, 15.6], to: [9.3, 6.4], radius: 1.35, colour: ink.dark },
  { from: [12.1, 15.6], to: [14.5, 6.4], radius: 1.35, colour: ember.dark },
]
writeFileSync(path.join(resources, 'icon.png'), draw(512, mark, tile))
