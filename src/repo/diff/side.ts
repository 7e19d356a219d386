import { largestImageBytes } from '../../core/diff/largest-image'
import { unreachable } from '../../core/result'

/** Files above this are named, not shown: nobody reads them line by line, and they would hold up those that are read. */
export const largestTextBytes = 4 * 1024 * 1024

/** What stands at a path on one side of a comparison. Modes are as git writes them. */
export type Side =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly mode: number; readonly bytes: Buffer }
  /**
   * Too large to be shown; `isBlob` reads it piece by piece and says whether it is the blob with this id. `stamp` is its id
   * or the times of its file: another one when its content is another. `content` reads it whole, null when that fails; it is
   * not for what is larger than a picture can be.
   */
  | {
      readonly kind: 'large'
      readonly mode: number
      readonly size: number
      readonly id: string | null
      readonly stamp: string
      readonly isBlob: (id: string) => Promise<boolean>
      readonly content: () => Promise<Buffer | null>
    }
  | { readonly kind: 'symlink'; readonly target: Buffer }
  | { readonly kind: 'submodule'; readonly commit: string | null }
  /** `why` is an errno name, or NOT_REGULAR for a FIFO, socket or device. */
  | { readonly kind: 'unreadable'; readonly why: string }

/** What a window can be given of a side: any file that is shown, and one too large for that as long as it can be a picture. */
export async function bytesOf(side: Side): Promise<Buffer | null> {
  if (side.kind === 'file') return side.bytes
  return side.kind === 'large' && side.size <= largestImageBytes ? side.content() : null
}

const symlinkMode = 0o120000
export const submoduleMode = 0o160000

/** The mode of a side as git writes it; null where there is nothing, or nothing that git could name. */
export function modeOf(side: Side): number | null {
  switch (side.kind) {
    case 'file':
    case 'large':
      return side.mode
    case 'symlink':
      return symlinkMode
    case 'submodule':
      return submoduleMode
    case 'absent':
    case 'unreadable':
      return null
    default:
      return unreachable(side)
  }
}
