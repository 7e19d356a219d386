import { spawn } from 'node:child_process'
import { onTestFinished } from 'vitest'

// oxlint-disable-next-line no-control-regex -- what moves the cursor is not text
const controls = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[=>()][0-9A-B]?/g

const whereIsTheCursor = '\u001b[6n'

/** A program on a terminal of its own; the two questions that a terminal has to answer are answered. */
export function startTerminal(argv: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
  const quoted = argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
  const child = spawn('script', ['-qfec', `stty cols 100 rows 40; exec ${quoted}`, '/dev/null'], {
    cwd,
    env: { ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let text = ''
  // oxlint-disable-next-line no-control-regex -- so a terminal is asked
  const questions = /\u001b\[(?:6n|c)/g
  let answered = 0
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
    // From where the last one ended, as a question may come in two pieces.
    questions.lastIndex = answered
    for (let asked = questions.exec(text); asked !== null; asked = questions.exec(text)) {
      answered = questions.lastIndex
      child.stdin.write(asked[0] === whereIsTheCursor ? '\u001b[1;1R' : '\u001b[?1;2c')
    }
  })
  onTestFinished(() => void child.kill())
  return {
    text: () => text.replaceAll(controls, ' '),
    type: (keys: string) => void child.stdin.write(keys),
  }
}
