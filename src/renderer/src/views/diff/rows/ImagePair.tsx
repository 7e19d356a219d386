import { useEffect, useState } from 'react'
import type { FileDiff } from '../../../../../core/diff/file-diff'
import { largestImageBytes } from '../../../../../core/diff/largest-image'
import { byteWords } from '../../../../../core/words/file-words'
import { displayName } from '../../../../../core/words/display-name'
import { useDiff } from '../diff-context'
import { imageKindOf, imageKindOfBytes } from './image-kind'

/** The picture before and after. Its bytes come over the port and are drawn by an image element, which runs nothing. */
export function ImagePair({ file }: { readonly file: FileDiff }) {
  return (
    <div className="images">
      <Picture file={file} side="old" />
      <Picture file={file} side="new" />
    </div>
  )
}

type Read =
  | { readonly kind: 'reading' }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'image'; readonly url: string; readonly bytes: number }

function Picture({ file, side }: { readonly file: FileDiff; readonly side: 'old' | 'new' }) {
  const read = usePicture(file, side)
  const [size, setSize] = useState<string | null>(null)
  if ((side === 'old' ? file.oldMode : file.newMode) === null) return null
  const word = side === 'old' ? 'Before' : 'After'
  return (
    <figure>
      {read.kind === 'image' ? (
        <img
          src={read.url}
          alt={`${word}: ${displayName(file.path)}`}
          draggable={false}
          onLoad={({ currentTarget }) => {
            const { naturalWidth, naturalHeight } = currentTarget
            setSize(naturalWidth === 0 ? null : `${naturalWidth} × ${naturalHeight}`)
          }}
          onError={() => setSize('damaged')}
        />
      ) : (
        <span className="picture-none muted">{read.kind === 'reading' ? 'Reading…' : read.why}</span>
      )}
      <figcaption className="small muted">
        {[word, size, read.kind === 'image' ? byteWords(read.bytes) : null].filter((part) => part !== null).join(' · ')}
      </figcaption>
    </figure>
  )
}

function usePicture(file: FileDiff, side: 'old' | 'new'): Read {
  const { diff } = useDiff()
  const [read, setRead] = useState<Read>({ kind: 'reading' })
  useEffect(() => {
    let url: string | null = null
    let over = false
    void (async () => {
      const unasked = refusalUnasked(file, side)
      const bytes = unasked === null ? await diff.content(file.path, side) : null
      if (over) return
      const why = unasked ?? refusal(file, bytes)
      if (bytes === null || why !== null) return setRead({ kind: 'none', why: why ?? '' })
      url = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: imageKindOf(file.path) ?? '' }))
      setRead({ kind: 'image', url, bytes: bytes.length })
    })()
    return () => {
      over = true
      if (url !== null) URL.revokeObjectURL(url)
    }
  }, [diff, file, side])
  return read
}

/** The comparison says enough of some, so that bytes which are not drawn are not asked for. */
function refusalUnasked({ body }: FileDiff, side: 'old' | 'new'): string | null {
  if (body.kind !== 'binary' && body.kind !== 'too-large') return null
  if (side === 'new') return refusalBySize(body.newBytes)
  return body.oldIsLfs === true
    ? `Kept in git LFS, not shown: ${byteWords(body.oldBytes ?? 0)}.`
    : refusalBySize(body.oldBytes)
}

function refusalBySize(bytes: number | null): string | null {
  return bytes !== null && bytes > largestImageBytes ? `Too large to show: ${byteWords(bytes)}.` : null
}

/** Why bytes are not drawn; null when they are. */
function refusal({ path }: FileDiff, bytes: Uint8Array | null): string | null {
  if (bytes === null) return 'It could not be read.'
  if (imageKindOfBytes(bytes) !== imageKindOf(path)) return 'Its content is not what its name says.'
  return refusalBySize(bytes.length)
}
