import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { recorded } from './app-server-fixture'

type Method = 'account/read' | 'account/rateLimits/read' | 'model/list' | 'config/read'

/** A program in place of codex: its app-server says what the test wants, and in a terminal it waits until it is let go. */
export interface ScriptedCodex {
  readonly path: string
  readonly home: string
  /** What the app-server answers from now on. */
  answer(method: Method, reply: { readonly result: unknown } | { readonly error: object }): void
  /** What stands in config.toml, and what shall stand there. */
  config(): string
  configure(text: string): void
  /** Methods that the app-server was asked for, oldest first. */
  asked(): readonly string[]
  /** What runs, or ran last, in a repository. */
  runIn(repoPath: string): CodexRun
}

interface CodexRun {
  /** The arguments it was started with; null while it was not. */
  argv(): readonly string[] | null
  env(): Readonly<Record<string, string>>
  pid(): number | null
  /** Lets it end with this code. */
  exit(code: number): void
}

const appServer = fileURLToPath(new URL('../fixtures/app-server-stubs/scripted.mjs', import.meta.url))

/** `codexHome` gets the app-server's answers and log; `folder` the program and what its runs leave. */
export function createScriptedCodex(folder: string, codexHome: string): ScriptedCodex {
  const runs = join(folder, 'runs')
  for (const path of [runs, codexHome]) mkdirSync(path, { recursive: true })
  const path = join(folder, 'codex')
  // A shell script, so that signals do to it what they do to any program.
  writeFileSync(
    path,
    `#!/bin/sh
case "$1" in
  --version) echo 'codex-cli 0.169.0'; exit 0 ;;
  app-server) exec '${process.execPath}' '${appServer}' ;;
esac
here='${runs}/'$(basename "$PWD")
mkdir -p "$here"
rm -f "$here/exit"
env -0 >"$here/env"
printf '%s\\0' "$@" >"$here/argv"
echo $$ >"$here/pid.tmp" && mv "$here/pid.tmp" "$here/pid"
while [ ! -f "$here/exit" ]; do sleep 0.1; done
exit "$(cat "$here/exit")"
`,
  )
  chmodSync(path, 0o755)
  const config = join(codexHome, 'config.toml')
  if (!existsSync(config)) writeFileSync(config, 'model = "gpt-5.5"\n')
  const answersFile = join(codexHome, 'stub-answers.json')
  const answers: Record<string, unknown> = {
    'account/read': { result: recorded('account-read') },
    'account/rateLimits/read': { result: recorded('rate-limits-read') },
    'model/list': { result: recorded('model-list') },
    'config/read': { result: recorded('config-read') },
  }
  const saveAnswers = (): void => {
    // Whole at once: the app-server may be reading it.
    writeFileSync(`${answersFile}.tmp`, JSON.stringify(answers))
    renameSync(`${answersFile}.tmp`, answersFile)
  }
  saveAnswers()
  return {
    path,
    home: codexHome,
    answer(method, reply) {
      answers[method] = reply
      saveAnswers()
    },
    config: () => readFileSync(config, 'utf8'),
    configure: (text) => writeFileSync(config, text),
    asked() {
      const log = join(codexHome, 'stub.log')
      return existsSync(log)
        ? readFileSync(log, 'utf8')
            .split('\n')
            .filter((line) => line.includes('/'))
        : []
    },
    runIn(repoPath) {
      const file = (name: string): string => join(runs, basename(repoPath), name)
      return {
        argv: () => (existsSync(file('pid')) ? readFileSync(file('argv'), 'utf8').split('\0').slice(0, -1) : null),
        env: () =>
          Object.fromEntries(
            readFileSync(file('env'), 'utf8')
              .split('\0')
              .filter(Boolean)
              .map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
          ),
        pid: () => (existsSync(file('pid')) ? Number(readFileSync(file('pid'), 'utf8')) : null),
        exit(code) {
          rmSync(file('pid'), { force: true })
          mkdirSync(join(runs, basename(repoPath)), { recursive: true })
          writeFileSync(file('exit.tmp'), String(code))
          renameSync(file('exit.tmp'), file('exit'))
        },
      }
    },
  }
}
