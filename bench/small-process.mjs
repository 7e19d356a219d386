// The bench's small process: it saves files as an editor would and times git. It stays small, because starting a child
// takes a process longer the more memory it has, and git must not look slow for a reason that is ours.
// All moments are milliseconds of the system's monotonic clock, which every process on the machine reads alike.
import { spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs'
import { answerQuestions } from './lib/answer-questions.mjs'

const nowMs = () => Number(process.hrtime.bigint()) / 1e6

const work = {
  /** `in-place` truncates and writes; `rename` writes a file beside it and moves it over. Answers when it began. */
  save({ file, text, how }) {
    // Whoever saves has its bytes by then: making them takes a millisecond where there are megabytes.
    const bytes = Buffer.from(text)
    if (how === 'rename') {
      const startedAtMs = nowMs()
      writeFileSync(`${file}.new`, bytes)
      renameSync(`${file}.new`, file)
      return { startedAtMs }
    }
    const startedAtMs = nowMs()
    const open = openSync(file, 'w')
    writeSync(open, bytes)
    closeSync(open)
    return { startedAtMs }
  },
  /** Runs a program to its end with its output read. Answers how long that took. */
  time({ command, args, cwd }) {
    return new Promise((resolve, reject) => {
      const startedAtMs = nowMs()
      const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
      let bytes = 0
      child.stdout.on('data', (chunk) => {
        bytes += chunk.length
      })
      child.on('error', reject)
      child.on('close', (code) => resolve({ ms: nowMs() - startedAtMs, code, bytes }))
    })
  },
  memory() {
    return { rss: process.memoryUsage().rss }
  },
}

answerQuestions(work)
