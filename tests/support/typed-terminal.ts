import { spawn } from 'node:child_process'
import { Terminal } from '@xterm/headless'
import { onTestFinished } from 'vitest'

const size = { cols: 100, rows: 40 }

/**
 * A program on a terminal of its own, which answers what a terminal is asked. `text` is what a person reads on it, with
 * what scrolled away: what the program writes moves the cursor within words, and rewrites what stands there already.
 */
export function startTerminal(argv: readonly string[], env: Readonly<Record<string, string>>, cwd: string) {
  const quoted = argv.map((word) => `'${word.replaceAll("'", String.raw`'\''`)}'`).join(' ')
  const child = spawn('script', ['-qfec', `stty cols ${size.cols} rows ${size.rows}; exec ${quoted}`, '/dev/null'], {
    cwd,
    env: { ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const terminal = new Terminal({ ...size, allowProposedApi: true })
  const type = (keys: string) => void child.stdin.write(keys)
  terminal.onData(type)
  child.stdout.on('data', (piece: Buffer) => terminal.write(piece))
  onTestFinished(() => {
    child.kill()
    terminal.dispose()
  })
  const lines = () => {
    const { active } = terminal.buffer
    return Array.from({ length: active.length }, (_, at) => active.getLine(at)?.translateToString(true) ?? '')
  }
  return { text: () => lines().join('\n').trimEnd(), type }
}
