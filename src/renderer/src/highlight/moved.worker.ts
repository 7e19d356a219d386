import { type FileOfScope, findEditedRenames } from '../../../core/diff/edited-renames'
import { findMoved } from '../../../core/diff/moved-lines'

addEventListener('message', ({ data }: MessageEvent<readonly FileOfScope[]>) => {
  postMessage({ blocks: findMoved(data).blocks, renames: findEditedRenames(data) })
})
