// Reads the JSON reports of the test runners into totals. A report that is missing or empty is never "all passed".
import { readIfThere } from './project.mjs'

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/** @returns {Totals | null} null when the run left no report to read */
export function readVitestReport(file) {
  const report = parse(file)
  if (!report) return null
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const suite of report.testResults) {
    for (const { status } of suite.assertionResults) {
      if (status === 'passed') totals.passed++
      else if (status === 'failed') totals.failed++
      else totals.skipped++
    }
    // A file that could not be loaded has no tests to count, and is a failure all the same.
    if (suite.status === 'failed' && !suite.assertionResults.some(({ status }) => status === 'failed')) totals.failed++
  }
  return totals
}

/** @returns {Totals | null} null when the run left no report to read */
export function readPlaywrightReport(file) {
  const report = parse(file)
  if (!report) return null
  const { expected, unexpected, flaky, skipped } = report.stats
  // Tests are not retried; if they ever are, one that needed it is not a passing one.
  return { passed: expected, failed: unexpected + flaky, skipped }
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
