// npm test: the whole gate. Every stage runs, also after a failed one, so that one run tells everything.
//   node scripts/test.mjs --quick    without integration and end-to-end (npm run check)
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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

/** Stages without a report. */
const STEPS = {
  build: () => buildIfChanged(),
}

const script = (name) => path.join(root, 'scripts', name)

async function runInto(log, command, args, options = {}) {
  const output = fs.openSync(log, 'a')
  try {
    return await run(command, args, { ...options, stdio: ['ignore', output, output] })
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
    // Behind the end-to-end tests, whose windows have somebody who waits for them.
    run: (report) =>
      withQuickDisk((folder) =>
        vitest('integration', ['--retry=1'], { env: { TMPDIR: folder }, background: true }).run(report),
      ),
    read: readVitestReport,
  },
  'end-to-end': {
    run: (report) =>
      runInto(
        logOf(path.dirname(report), 'end-to-end'),
        process.execPath,
        [script('e2e.mjs'), '--retries=1', '--reporter=list,json'],
        { env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
      ),
    read: readPlaywrightReport,
  },
}

const QUICK = ['unit', 'view', 'build']

function logOf(reports, name) {
  return path.join(reports, `${name}.log`)
}

function vitest(project, args = [], { env = {}, background = false } = {}) {
  return {
    run: (report) =>
      run(
        bin('vitest'),
        ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
        { env: { ...process.env, ...env }, background },
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
    // The soak mostly waits for its two minutes to pass, so it begins with the first tests.
    const soak = quick ? null : soakFor(2, reports)
    for (const name of QUICK) results.push(await stage(name, reports))
    if (soak !== null) results.push(...(await Promise.all([longStages(reports), soak])).flat())
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  return summarise(results, Date.now() - startedAt)
}

async function check(reports) {
  const checks = Object.entries(CHECKS).map(async ([name, commands]) => {
    const startedAt = Date.now()
    const codes = await Promise.all(commands().map(([command, args]) => runInto(logOf(reports, name), command, args)))
    return { name, ms: Date.now() - startedAt, ok: codes.every((code) => code === 0), totals: null }
  })
  const results = await Promise.all(checks)
  for (const { name } of results) show(name, reports)
  return results
}

/** What a stage wrote beside others. */
function show(name, reports) {
  console.log(`\n── ${name}`)
  console.log(fs.readFileSync(logOf(reports, name), 'utf8'))
}

async function soakFor(minutes, reports) {
  const startedAt = Date.now()
  const args = [script('soak.mjs'), '--minutes', String(minutes)]
  const code = await runInto(logOf(reports, 'soak'), process.execPath, args)
  show('soak', reports)
  return { name: 'soak', ms: Date.now() - startedAt, ok: code === 0, totals: null }
}

/** The end-to-end tests leave half of the time of two processors to others, and the integration tests need all of it. */
async function longStages(reports) {
  const results = await Promise.all([stage('integration', reports), stage('end-to-end', reports, false)])
  show('end-to-end', reports)
  return results
}

async function stage(name, reports, aloud = true) {
  if (aloud) console.log(`\n── ${name}`)
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
