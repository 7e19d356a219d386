// Reads the JSON reports of the test runners into totals. A report that is missing or empty is never "all passed".
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { readIfThere, root } from './project.mjs'

/**
 * `failures` name each failed test; `flaky` name each that failed at first and passed when it was repeated (counted in
 * `passed`), with its first error.
 * @typedef {{ passed: number, failed: number, skipped: number, failures: string[], flaky: string[] }} Totals
 */

/** @returns {Totals | null} null when the run left no report to read */
export function readVitestReport(file) {
  const report = parse(file)
  if (!report) return null
  const totals = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] }
  for (const suite of report.testResults) {
    const failed = suite.assertionResults.filter(({ status }) => status === 'failed')
    for (const { status } of suite.assertionResults) {
      if (status === 'passed') totals.passed++
      else if (status !== 'failed') totals.skipped++
    }
    const where = path.relative(root, suite.name)
    const named = ({ fullName, failureMessages }) => `${where}: ${fullName}\n${beginningOf(failureMessages?.[0])}`
    totals.failures.push(...failed.map(named))
    // The report says no word of a repeated test, but keeps the errors of the tries before the one that passed.
    const repeated = ({ status, failureMessages }) => status === 'passed' && failureMessages?.length > 0
    totals.flaky.push(...suite.assertionResults.filter(repeated).map(named))
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    if (suite.status === 'failed' && failed.length === 0)
      totals.failures.push(`${where}\n${beginningOf(suite.message)}`)
  }
  totals.failed = totals.failures.length
  return totals
}

/** @returns {Totals | null} null when the run left no report to read */
export function readPlaywrightReport(file) {
  const report = parse(file)
  if (!report) return null
  const { expected, unexpected, flaky, skipped } = report.stats
  const specs = specsOf(report.suites ?? [], [])
  const named = (status) => specs.filter(({ tests }) => tests.some((test) => test.status === status)).map(describe)
  // What is wrong outside of any test, such as a file that cannot be loaded.
  const outside = (report.errors ?? []).map(({ message }) => `outside of the tests\n${beginningOf(message)}`)
  return {
    passed: expected + flaky,
    failed: unexpected + outside.length,
    skipped,
    failures: [...named('unexpected'), ...outside],
    flaky: named('flaky'),
  }
}

/** Suites hold suites, down to the tests. */
function specsOf(suites, above) {
  return suites.flatMap((suite) => {
    const names = [...above, suite.title]
    const own = (suite.specs ?? []).map(({ title, tests }) => ({ name: [...names, title].join(' › '), tests }))
    return [...own, ...specsOf(suite.suites ?? [], names)]
  })
}

function describe({ name, tests }) {
  const messages = tests.flatMap(({ results }) => results.map(({ error }) => error?.message))
  return `${name}\n${beginningOf(messages.find((message) => message !== undefined))}`
}

/** Enough of a message to know what went wrong, where only the end of a run is kept. */
function beginningOf(message = '') {
  const lines = stripVTControlCharacters(message).split('\n').slice(0, 12)
  return lines.map((line) => `  ${line.slice(0, 200)}`).join('\n')
}

function parse(file) {
  const text = readIfThere(file)
  if (text === null) return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
