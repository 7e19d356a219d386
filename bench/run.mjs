// Runs the benches one after the other, on whatever desktop there is, and prints a table. `npm run bench` starts it.
// Exit codes: 0 every target is met, 1 a target is missed or a bench failed, 2 the arguments were not understood.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { benches } from './benches.mjs'
import { failedRow, isMet, printRow, printTable, toJson } from './lib/rows.mjs'

async function main() {
  let options
  try {
    options = parseArgs({
      options: {
        json: { type: 'string' },
        only: { type: 'string', multiple: true },
        list: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    return refuse(error.message)
  }
  if (options.list) return list()
  const only = options.only ?? null
  const unknown = (only ?? []).filter((id) => !benches.some(({ rows }) => rows.some((row) => row.id === id)))
  if (unknown.length > 0) return refuse(`There is no bench ${unknown.join(', ')}; --list names them.`)

  const wanted = (row) => only === null || only.includes(row.id)
  const done = []
  for (const bench of benches.filter(({ rows }) => rows.some(wanted))) {
    console.log(`\n── ${bench.what}`)
    const rows = await runOne(bench)
    for (const row of rows.filter(wanted)) {
      printRow(row)
      done.push(row)
    }
  }
  printTable(done)
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(done.map(toJson), null, 2)}\n`)
  return done.every(isMet) ? 0 : 1
}

/** A bench that fails, or finds that it could be fooled, is a missed target and never a missing row. */
async function runOne(bench) {
  try {
    const measured = await bench.run((text) => console.log(text))
    return bench.rows.map((row) => ({ ...row, ...measured[row.id] }))
  } catch (error) {
    return bench.rows.map((row) => failedRow(row, error))
  }
}

function list() {
  for (const { rows } of benches) for (const { id, what } of rows) console.log(`${id.padEnd(24)} ${what}`)
  return 0
}

function refuse(message) {
  console.error(message)
  return 2
}

process.exitCode = await main()
