import { findMoved, type HunksOfFile } from '../../../core/diff/moved-lines'

addEventListener('message', ({ data }: MessageEvent<readonly HunksOfFile[]>) => {
  postMessage(findMoved(data).blocks)
})
