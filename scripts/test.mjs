// npm test: the whole gate. Every stage runs, also after a failed one, so that one run tells everything.
//   node scripts/test.mjs --quick    without integration, soak and end-to-end (npm run check)
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { buildIfChanged } from './lib/build.mjs'
import { bin, root, run, runAsProgram } from './lib/project.mjs'
import { withQuickDisk } from './lib/quick-disk.mjs'
import { readPlaywrightReport, readVitestReport } from './lib/reports.mjs'
import { setup } from './setup.mjs'

const script = (name) => path.join(root, 'scripts', name)
const node = process.execPath

/** Stages without tests of their own, each right or wrong. */
const STEPS = {
  build: () => buildIfChanged(),
  format: (options) => run(bin('biome'), ['format', '.'], options),
  lint: (options) => run(bin('oxlint'), ['--type-aware', '--deny-warnings', '.'], options),
  types: (options) => run(node, [script('types.mjs')], options),
  'layer rules': (options) => run(bin('depcruise'), ['src', '--config', '.dependency-cruiser.cjs'], options),
  'dead code': (options) => run(bin('knip'), ['--no-config-hints'], options),
  soak: (options) => run(node, [script('soak.mjs'), '--minutes', '2'], options),
}

/**
 * Stages that run tests and leave a report. Those that need other programs repeat a failed test once: the summary names
 * each that needed it, and one that fails twice fails the gate.
 */
const TESTS = {
  unit: vitest('unit'),
  view: vitest('view'),
  integration: {
    run: (report, options) =>
      withQuickDisk((folder) => {
        const env = { ...process.env, TMPDIR: folder }
        return vitest('integration', ['--retry=1']).run(report, { ...options, env })
      }),
    read: readVitestReport,
  },
  'end-to-end': {
    run: (report, options) =>
      run(node, [script('e2e.mjs'), '--retries=1', '--reporter=list,json'], {
        ...options,
        env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
      }),
    read: readPlaywrightReport,
  },
}

// None of these waits for anything, so that each may take as long as it likes.
const PURE = ['format', 'lint', 'types', 'layer rules', 'dead code', 'unit']

function vitest(project, args = []) {
  return {
    run: (report, options) =>
      run(
        bin('vitest'),
        ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...args],
        options,
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
    results.push(await alone('build', reports))
    results.push(await alone('view', reports))
    if (quick) for (const name of PURE) results.push(await alone(name, reports))
    else results.push(...(await long(reports)))
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  return summarise(results, Date.now() - startedAt)
}

/**
 * The end-to-end tests wait for a third of their time, which is enough for what waits for nothing. The soak waits for its two
 * minutes to pass, beside the integration tests.
 */
async function long(reports) {
  return [
    ...(await withOthers('end-to-end', PURE, reports, { background: true })),
    ...(await withOthers('integration', ['soak'], reports, {})),
  ]
}

/** What the others say is kept until they are done. */
async function withOthers(main, others, reports, options) {
  const beside = async () => {
    const results = []
    for (const name of others) {
      const log = fs.openSync(path.join(reports, `${name}.log`), 'a')
      results.push(await stage(name, reports, { ...options, stdio: ['ignore', log, log] }))
      fs.closeSync(log)
    }
    return results
  }
  console.log(`\n── ${main}`)
  const [result, results] = await Promise.all([stage(main, reports), beside()])
  for (const name of others) {
    console.log(`\n── ${name}`)
    console.log(fs.readFileSync(path.join(reports, `${name}.log`), 'utf8'))
  }
  return [result, ...results]
}

async function alone(name, reports) {
  console.log(`\n── ${name}`)
  return stage(name, reports)
}

async function stage(name, reports, options = {}) {
  const startedAt = Date.now()
  const timed = (result) => ({ name, ms: Date.now() - startedAt, ...result })
  const step = STEPS[name]
  if (step !== undefined) return timed({ ok: (await step(options)) === 0, totals: null })
  const report = path.join(reports, `${name}.json`)
  const code = await TESTS[name].run(report, options)
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
