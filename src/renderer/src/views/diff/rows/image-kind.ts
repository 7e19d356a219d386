import type { FileDiff } from '../../../../../core/diff/file-diff'
import { largestImageBytes } from '../../../../../core/diff/largest-image'
import type { RepoPath } from '../../../../../core/repo/repo-path'

/** Pictures that are drawn; an SVG only by an image element, never as markup. */
export type ImageKind = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/svg+xml'

const byExtension: Readonly<Record<string, ImageKind>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
}

/** What a file's name says it is; null for no picture. */
export function imageKindOf(path: RepoPath): ImageKind | null {
  return byExtension[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? null
}

/** Whether a file's pictures are to be shown: it is called a picture, has a body of that kind, and not too many bytes. */
export function showsImage({ path, body }: FileDiff): boolean {
  const kind = imageKindOf(path)
  if (kind === 'image/svg+xml') return body.kind === 'text'
  if (kind === null || (body.kind !== 'binary' && body.kind !== 'too-large')) return false
  const isSmall = (bytes: number | null) => bytes !== null && bytes <= largestImageBytes
  if (body.kind === 'binary' && body.oldIsLfs !== true) return true
  return isSmall(body.newBytes) || (body.oldIsLfs !== true && isSmall(body.oldBytes))
}

/** What the first bytes say a picture is (PNG, W3C 2003, 5.2; JPEG, SOI and a marker; GIF89a, 17); null for none of them. */
export function imageKindOfBytes(bytes: Uint8Array): ImageKind | null {
  const starts = (...magic: readonly number[]) => magic.every((byte, at) => bytes[at] === byte)
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png'
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg'
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'image/gif'
  const head = new TextDecoder()
    .decode(bytes.subarray(0, 1000))
    .replace(/^\ufeff/, '')
    .trimStart()
  return /^(?:<\?xml\b|<!--|<!doctype svg\b|<svg[\s>])/i.test(head) ? 'image/svg+xml' : null
}
