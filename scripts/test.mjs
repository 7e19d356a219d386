// npm test: the whole gate. Every stage runs, also after a failed one, so that one run tells everything.
//   node scripts/test.mjs --quick    without integration and end-to-end (npm run check)
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { endToEnd } from './e2e.mjs'
import { buildIfChanged } from './lib/build.mjs'
import { bin, root, run, runAsProgram } from './lib/project.mjs'
import { withQuickDisk } from './lib/quick-disk.mjs'
import { readPlaywrightReport, readVitestReport } from './lib/reports.mjs'
import { setup } from './setup.mjs'

/** Stages without tests of their own, each right or wrong. Most of them use one processor only, so they run at once. */
const CHECKS = {
  format: () => [[bin('biome'), ['format', '.']]],
  lint: () => [[bin('oxlint'), ['--type-aware', '--deny-warnings', '.']]],
  types: () => ['core', 'node', 'web'].map((part) => [bin('tsc'), ['-p', `tsconfig.${part}.json`]]),
  'layer rules': () => [[bin('depcruise'), ['src', '--config', '.dependency-cruiser.cjs']]],
  'dead code': () => [[bin('knip'), ['--no-config-hints']]],
}

/** Stages that wait for others: what is built, and what began before. */
const STEPS = {
  build: () => buildIfChanged(),
  soak: () => soaking(),
}

let soaking = async () => 1

/** The soak mostly waits for its two minutes to pass, so it begins with the first tests; its own stage tells the end. */
function beginSoak(reports) {
  const log = path.join(reports, 'soak.log')
  const ended = runInto(log, process.execPath, [path.join(root, 'scripts', 'soak.mjs'), '--minutes', '2'])
  soaking = async () => {
    const code = await ended
    console.log(fs.readFileSync(log, 'utf8'))
    return code
  }
}

async function runInto(log, command, args) {
  const output = fs.openSync(log, 'a')
  try {
    return await run(command, args, { stdio: ['ignore', output, output] })
  } finally {
    fs.closeSync(output)
  }
}

/**
 * Stages that run tests and leave a report. Those that need other programs repeat a failed test once: the summary names
 * each that needed it, and one that fails twice fails the gate.
 */
const TESTS = {
  unit: vitest('unit'),
  view: vitest('view'),
  integration: {
    run: (report) => withQuickDisk((folder) => vitest('integration', ['--retry=1'], { TMPDIR: folder }).run(report)),
    read: readVitestReport,
  },
  'end-to-end': {
    run: (report) => endToEnd(['--retries=1', '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    read: readPlaywrightReport,
  },
}

const QUICK = ['unit', 'view', 'build']
const ALL = ['unit', 'view', 'integration', 'soak', 'build', 'end-to-end']

function vitest(project, args = [], env = {}) {
  return {
    run: (report) =>
      run(
        bin('vitest'),
        ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
        { env: { ...process.env, ...env } },
      ),
    read: readVitestReport,
  }
}

async function gate(args) {
  const startedAt = Date.now()
  const quick = args.includes('--quick')
  await setup({ desktop: !quick })
  const reports = fs.mkdtempSync(path.join(os.tmpdir(), 'firebreak-reports-'))
  const results = []
  try {
    results.push(...(await check(reports)))
    if (!quick) beginSoak(reports)
    for (const name of quick ? QUICK : ALL) results.push(await stage(name, reports))
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  return summarise(results, Date.now() - startedAt)
}

async function check(reports) {
  const checks = Object.entries(CHECKS).map(async ([name, commands]) => {
    const startedAt = Date.now()
    const log = path.join(reports, `${name}.log`)
    const codes = await Promise.all(commands().map(([command, args]) => runInto(log, command, args)))
    return { name, ms: Date.now() - startedAt, ok: codes.every((code) => code === 0), totals: null }
  })
  const results = await Promise.all(checks)
  for (const { name } of results) {
    console.log(`\n── ${name}`)
    console.log(fs.readFileSync(path.join(reports, `${name}.log`), 'utf8'))
  }
  return results
}

async function stage(name, reports) {
  console.log(`\n── ${name}`)
  const startedAt = Date.now()
  const timed = (result) => ({ name, ms: Date.now() - startedAt, ...result })
  const step = STEPS[name]
  if (step) return timed({ ok: (await step()) === 0, totals: null })
  const report = path.join(reports, `${name}.json`)
  const code = await TESTS[name].run(report)
  const totals = TESTS[name].read(report)
  const ok = code === 0 && totals !== null && totals.passed > 0 && totals.failed === 0 && totals.skipped === 0
  return timed({ ok, totals })
}

/**
 * Prints a line per stage, what failed or had to be repeated, and the sum. A stage that failed without a failed test
 * (lint, a crash, no report, no test at all) counts as one failure, so that the last line never reads better than the
 * gate is.
 */
function summarise(results, ms) {
  console.log('\n── result')
  const flaky = results.flatMap(({ totals }) => totals?.flaky ?? [])
  const sum = { passed: 0, failed: 0, skipped: 0, flaky }
  for (const { name, ok, totals, ms: stageMs } of results) {
    const line = `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds(stageMs).padStart(6)}`
    console.log(totals ? `${line}  ${describe(totals)}` : line)
    sum.passed += totals?.passed ?? 0
    sum.skipped += totals?.skipped ?? 0
    sum.failed += totals?.failed ?? 0
    if (!ok && !totals?.failed && !totals?.skipped) sum.failed++
  }
  for (const { totals } of results) for (const failure of totals?.failures ?? []) console.log(`\nfailed: ${failure}`)
  for (const test of flaky) console.log(`\nflaky: ${test}`)
  console.log(`took ${seconds(ms)}`)
  console.log(describe(sum))
  return results.every(({ ok }) => ok) ? 0 : 1
}

function describe({ passed, failed, skipped, flaky }) {
  const more = [skipped > 0 && `${skipped} skipped`, flaky.length > 0 && `${flaky.length} flaky`].filter(Boolean)
  return [`${passed} passed`, `${failed} failed`, ...more].join(', ')
}

function seconds(ms) {
  return `${Math.round(ms / 1000)} s`
}

await runAsProgram(import.meta.url, gate)
