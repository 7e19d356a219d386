import { Buffer } from 'node:buffer'
import type { ChildProcess } from 'node:child_process'
import { err, ok, type Result } from '../../core/result'

export type BatchAnswer =
  | {
      readonly kind: 'blob' | 'tree' | 'commit' | 'tag'
      readonly id: string
      readonly sizeBytes: number
      /** Empty when only the size was asked for. */
      readonly bytes: Buffer
    }
  | { readonly kind: 'missing' }

export interface BatchReader {
  /** Sends one line, `info …` or `contents …`; answers come in the order of the questions. Fails when git ends. */
  ask(line: Buffer): Promise<Result<BatchAnswer, string>>
}

interface Waiting {
  readonly contents: boolean
  readonly answer: (answer: Result<BatchAnswer, string>) => void
}

/** Matches the answers of `git cat-file --batch-command` to the questions: "id kind size LF", then "content LF". */
export function createBatchReader(child: ChildProcess): BatchReader {
  const queue: Waiting[] = []
  let chunks: Buffer[] = []
  let size = 0
  let needed = 1
  let stderr = ''
  let ended: string | null = null

  const end = (why: string) => {
    ended ??= why
    for (const waiting of queue.splice(0)) waiting.answer(err(ended))
  }

  const take = () => {
    let all = Buffer.concat(chunks)
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const lineEnd = all.indexOf(10)
      needed = lineEnd < 0 ? all.length + 1 : 0
      if (lineEnd < 0) break
      const header = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|tree|commit|tag) (\d+)$/.exec(
        all.toString('latin1', 0, lineEnd),
      )
      const sizeBytes = Number(header?.[3] ?? 0)
      const bodyEnd = header !== null && first.contents ? lineEnd + 1 + sizeBytes : lineEnd
      if (all.length <= bodyEnd) {
        needed = bodyEnd + 1
        break
      }
      queue.shift()
      const kind = header?.[2]
      // "… missing" and "… ambiguous" repeat the question, whatever it was.
      if (header === null || !isKind(kind)) first.answer(ok({ kind: 'missing' }))
      else
        first.answer(
          ok({ kind, id: header[1] ?? '', sizeBytes, bytes: Buffer.from(all.subarray(lineEnd + 1, bodyEnd)) }),
        )
      all = all.subarray(bodyEnd + 1)
    }
    chunks = [all]
    size = all.length
  }

  child.stdout?.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    size += chunk.length
    // A large object comes in many chunks; they are joined once.
    if (size >= needed) take()
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr = `${stderr}${chunk.toString('utf8')}`.slice(-2000)
  })
  child.stdin?.on('error', () => {})
  child.once('close', () => end(stderr === '' ? 'git ended' : stderr))

  /** Questions that are asked together go in one write. */
  let gathering = false
  const gather = () => {
    if (gathering) return
    gathering = true
    child.stdin?.cork()
    process.nextTick(() => {
      gathering = false
      child.stdin?.uncork()
    })
  }

  return {
    ask: (line) =>
      new Promise((resolve) => {
        if (ended !== null) return resolve(err(ended))
        queue.push({ contents: line.toString('latin1', 0, 9) === 'contents ', answer: resolve })
        needed = 1
        gather()
        return child.stdin?.write(line)
      }),
  }
}

function isKind(kind: string | undefined): kind is 'blob' | 'tree' | 'commit' | 'tag' {
  return kind === 'blob' || kind === 'tree' || kind === 'commit' || kind === 'tag'
}
