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

const tsc = (project) => run(bin('tsc'), ['-p', project])

/** Stages without tests of their own: each is right or wrong. */
const CHECKS = {
  format: () => run(bin('biome'), ['format', '.']),
  lint: () => run(bin('oxlint'), ['--type-aware', '--deny-warnings', '.']),
  types: async () => (await tsc('tsconfig.core.json')) || (await tsc('tsconfig.node.json')) || tsc('tsconfig.web.json'),
  'layer rules': () => run(bin('depcruise'), ['src', '--config', '.dependency-cruiser.cjs']),
  'dead code': () => run(bin('knip'), ['--no-config-hints']),
  build: () => buildIfChanged(),
  soak: () => soaking(),
}

let soaking = async () => 1

/** The soak mostly waits for its two minutes to pass, so it begins with the first stage; its own stage tells the end. */
function beginSoak(reports) {
  const log = path.join(reports, 'soak.log')
  const output = fs.openSync(log, 'w')
  const ended = run(process.execPath, [path.join(root, 'scripts', 'soak.mjs'), '--minutes', '2'], {
    stdio: ['ignore', output, output],
  })
  soaking = async () => {
    const code = await ended
    fs.closeSync(output)
    console.log(fs.readFileSync(log, 'utf8'))
    return code
  }
}

/** Stages that run tests and leave a report. */
const TESTS = {
  unit: vitest('unit'),
  view: vitest('view'),
  integration: {
    run: (report) => withQuickDisk((folder) => vitest('integration', { TMPDIR: folder }).run(report)),
    read: readVitestReport,
  },
  'end-to-end': {
    run: (report) => endToEnd(['--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_FILE: report }),
    read: readPlaywrightReport,
  },
}

const QUICK = ['format', 'lint', 'types', 'layer rules', 'dead code', 'unit', 'view', 'build']
const ALL = [
  'format',
  'lint',
  'types',
  'layer rules',
  'dead code',
  'unit',
  'view',
  'soak',
  'integration',
  'build',
  'end-to-end',
]

function vitest(project, env = {}) {
  return {
    run: (report) =>
      run(
        bin('vitest'),
        ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
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
    if (!quick) beginSoak(reports)
    for (const name of quick ? QUICK : ALL) results.push(await stage(name, reports))
  } finally {
    fs.rmSync(reports, { recursive: true, force: true })
  }
  return summarise(results, Date.now() - startedAt)
}

async function stage(name, reports) {
  console.log(`\n── ${name}`)
  const startedAt = Date.now()
  const timed = (result) => ({ name, ms: Date.now() - startedAt, ...result })
  const check = CHECKS[name]
  if (check) return timed({ ok: (await check()) === 0, totals: null })
  const report = path.join(reports, `${name}.json`)
  const code = await TESTS[name].run(report)
  const totals = TESTS[name].read(report)
  const ok = code === 0 && totals !== null && totals.passed > 0 && totals.failed === 0 && totals.skipped === 0
  return timed({ ok, totals })
}

/**
 * Prints a line per stage and the sum. A stage that failed without a failed test (lint, a crash, no report, no test at
 * all) counts as one failure, so that the last line never reads better than the gate is.
 */
function summarise(results, ms) {
  console.log('\n── result')
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const { name, ok, totals, ms: stageMs } of results) {
    const line = `${ok ? 'ok    ' : 'FAILED'}  ${name.padEnd(12)} ${seconds(stageMs).padStart(6)}`
    console.log(totals ? `${line}  ${describe(totals)}` : line)
    sum.passed += totals?.passed ?? 0
    sum.skipped += totals?.skipped ?? 0
    sum.failed += totals?.failed ?? 0
    if (!ok && !totals?.failed && !totals?.skipped) sum.failed++
  }
  for (const { totals } of results) for (const failure of totals?.failures ?? []) console.log(`\nfailed: ${failure}`)
  console.log(`took ${seconds(ms)}`)
  console.log(describe(sum))
  return results.every(({ ok }) => ok) ? 0 : 1
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

function seconds(ms) {
  return `${Math.round(ms / 1000)} s`
}

await runAsProgram(import.meta.url, gate)
