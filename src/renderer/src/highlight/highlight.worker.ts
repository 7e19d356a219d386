import { answerHighlight } from './answer-highlight'
import type { HighlightAnswer, HighlightRequest } from './highlight-messages'

const say = (answer: HighlightAnswer, transfer: Transferable[] = []) => postMessage(answer, { transfer })

addEventListener('message', ({ data }: MessageEvent<HighlightRequest>) => {
  const answer = answerHighlight(data)
  say(
    answer,
    answer.lines?.flatMap(({ hashes, order, starts, tokens }) => [
      hashes.buffer,
      order.buffer,
      starts.buffer,
      tokens.buffer,
    ]),
  )
})
say({ type: 'ready' })
