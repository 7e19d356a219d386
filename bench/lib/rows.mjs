// A line of the table: whether its target is met, and how it is printed and written.

/** @param {number} number */
export function short(number) {
  return number >= 100 ? number.toFixed(0) : number.toPrecision(3)
}

function ratioOf({ value, base }) {
  return typeof value === 'number' && base > 0 ? value / base : null
}

export function isMet(row) {
  const ratio = ratioOf(row)
  return ratio !== null && ratio <= row.target
}

export function failedRow(row, error) {
  return {
    ...row,
    value: null,
    base: null,
    notes: [error instanceof Error ? (error.stack ?? error.message) : `${error}`],
  }
}

export function toJson(row) {
  return {
    id: row.id,
    value: row.value,
    unit: row.unit,
    reference: row.base,
    ratio: ratioOf(row),
    target: row.target,
    ok: isMet(row),
  }
}

export function printRow(row) {
  const { id, value, unit, base, reference, target } = row
  if (value === null) console.log(`${id}: FAILED`)
  else {
    const verdict = isMet(row) ? 'ok' : 'MISSED'
    console.log(`${id}: ${short(value)} ${unit}, ${short(ratioOf(row))} of ${reference} (${short(base)} ${unit})`)
    console.log(`  target ${target}: ${verdict}`)
  }
  console.log(`  a no-op scores: ${row.noOp}`)
  for (const note of row.notes ?? []) console.log(`  ${note}`)
}

export function printTable(rows) {
  const head = ['id', 'value', 'reference', 'ratio', 'target', 'ok']
  const body = rows.map((row) => {
    const ratio = ratioOf(row)
    const amount = (number) => (number === null ? '-' : `${short(number)} ${row.unit}`)
    return [
      row.id,
      amount(row.value),
      amount(row.base),
      ratio === null ? '-' : short(ratio),
      `≤ ${row.target}`,
      isMet(row) ? 'ok' : 'MISSED',
    ]
  })
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((cells) => cells[at].length)))
  console.log('')
  for (const cells of [head, ...body])
    console.log(
      cells
        .map((cell, at) => cell.padEnd(widths[at]))
        .join('  ')
        .trimEnd(),
    )
}
