// Reads the JSON reports of the test runners into totals. A report that is missing or empty is never "all passed".
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { readIfThere, root } from './project.mjs'

/** `failures` name each failed test. @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Totals */

/** @returns {Totals | null} null when the run left no report to read */
export function readVitestReport(file) {
  const report = parse(file)
  if (!report) return null
  const totals = { passed: 0, failed: 0, skipped: 0, failures: [] }
  for (const suite of report.testResults) {
    const failed = suite.assertionResults.filter(({ status }) => status === 'failed')
    for (const { status } of suite.assertionResults) {
      if (status === 'passed') totals.passed++
      else if (status !== 'failed') totals.skipped++
    }
    const where = path.relative(root, suite.name)
    for (const { fullName, failureMessages } of failed) {
      totals.failures.push(`${where}: ${fullName}\n${beginningOf(failureMessages?.[0])}`)
    }
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
  // Tests are not retried; if they ever are, one that needed it is not a passing one.
  return { passed: expected, failed: unexpected + flaky, skipped, failures: failedSpecs(report.suites ?? [], []) }
}

/** Suites hold suites, down to the tests. */
function failedSpecs(suites, above) {
  return suites.flatMap((suite) => {
    const names = [...above, suite.title]
    const own = (suite.specs ?? [])
      .filter(({ ok }) => !ok)
      .map(({ title, tests }) => {
        const messages = tests.flatMap(({ results }) => results.map(({ error }) => error?.message))
        return `${[...names, title].join(' › ')}\n${beginningOf(messages.find((message) => message !== undefined))}`
      })
    return [...own, ...failedSpecs(suite.suites ?? [], names)]
  })
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
