#!/usr/bin/env node
import { homedir } from 'node:os'
import process from 'node:process'
import { version } from '../../package.json'
import { firebreakHome } from '../services/firebreak-home'
import { systemClock } from '../services/system-clock'
import { type Call, exactArguments, readCall } from './arguments'
import { failed, misused, type Outcome, said } from './outcome'
import { print } from './print'
import type { CliContext } from './verb'
import { findVerb, overview } from './verbs'

/** `firebreak VERB …`: loads only its verb, prints one answer, and leaves its exit code. */
async function main(argv: readonly string[]): Promise<void> {
  const call = readCall(exactArguments(argv))
  const outcome = await answer(call)
  process.exitCode = outcome.exit
  print(outcome, {
    json: call.json,
    terminal: process.stdout.isTTY,
    out: (chunk) => void process.stdout.write(chunk),
    error: (text) => void process.stderr.write(text),
  })
}

async function answer({ verb: name, args, json, help, version: wantsVersion }: Call): Promise<Outcome> {
  if (name === null || name === 'help') {
    if (wantsVersion && !help) return said({ version }, version)
    if (name === 'help' || help) return said({ usage: overview() }, overview())
    return misused('No verb was given.')
  }
  const entry = findVerb(name)
  if (entry === null) return misused(`There is no verb ${name}.`)
  if (help) return said({ usage: entry.usage }, entry.usage)
  if (wantsVersion) return said({ version }, version)
  try {
    const verb = await entry.load()
    return await verb(args, context(json))
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return failed({ code: 'internal', message: `Firebreak made a mistake: ${message}`, next: 'Please report it.' })
  }
}

function context(json: boolean): CliContext {
  const home = firebreakHome(process.env, homedir())
  const interactive = process.stdin.isTTY && !json
  return {
    home,
    env: process.env,
    homeFolder: homedir(),
    cwd: currentFolder(),
    clock: systemClock,
    version,
    interactive,
  }
}

/** The shell's word for it where the folder itself is gone, so that this can be said. */
function currentFolder(): string {
  try {
    return process.cwd()
  } catch {
    return process.env['PWD'] ?? '.'
  }
}

for (const stream of [process.stdout, process.stderr]) {
  // A reader that closed its end (`firebreak diff | head`) is no failure.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

await main(process.argv.slice(2))
