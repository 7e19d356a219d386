// A small repository to show Firebreak on: one commit, and work on top of it that nobody has committed.
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

const committed = {
  'README.md': '# acme-api\n\nInvoices and what hangs on them.\n',
  'src/billing/InvoiceService.ts': `import type { Invoice, InvoiceRow } from './invoice'
import { toInvoice } from './invoice'

/** Reads invoices of one tenant. */
export class InvoiceService {
  constructor(private readonly rows: { byId(id: string): Promise<InvoiceRow | undefined> }) {}

  /** Finds an invoice of a tenant. */
  async findInvoice(id: string): Promise<Invoice> {
    const row = await this.rows.byId(id)
    return toInvoice(row)
  }

  total(lines: readonly { price: number; quantity: number }[]): number {
    let sum = 0
    for (const line of lines) sum += line.price
    return sum
  }
}
`,
  'src/billing/invoice.ts': `export interface InvoiceRow {
  readonly id: string
  readonly cents: number
}

export interface Invoice {
  readonly id: string
  readonly amount: number
}

export function toInvoice(row: InvoiceRow | undefined): Invoice {
  return { id: row!.id, amount: row!.cents / 100 }
}
`,
  'src/billing/invoice.test.ts': `import { expect, it } from 'vitest'
import { toInvoice } from './invoice'

it('turns cents into an amount', () => {
  expect(toInvoice({ id: '1', cents: 1250 }).amount).toBe(12.5)
})
`,
  '.gitignore': 'node_modules/\n',
}

const uncommitted = {
  'README.md': `${committed['README.md']}\n## Run\n\n    npm test\n`,
  'src/billing/invoice.ts': committed['src/billing/invoice.ts'].replace(
    'readonly cents: number\n}',
    'readonly cents: number\n  readonly paidAt: string | null\n}',
  ),
  'src/billing/invoice.test.ts': `${committed['src/billing/invoice.test.ts']}
it('keeps the id', () => {
  expect(toInvoice({ id: '7', cents: 1, paidAt: null }).id).toBe('7')
})
`,
  '.env.local': 'DATABASE_URL=postgres://localhost/acme\n',
}

/** What the stand-in model does when it is asked anything in this repository. */
export const plainPrompt = `[[steps ${[
  'edit src/billing/InvoiceService.ts|    return toInvoice(row)|    return row === undefined ? undefined : toInvoice(row)',
  'edit src/billing/InvoiceService.ts|    for (const line of lines) sum += line.price|    for (const line of lines) sum += line.price * line.quantity',
  `shell printf "import { expect, it } from 'vitest'\\n\\nit('answers undefined for an unknown id', async () => {\\n  expect(await service.findInvoice('none')).toBeUndefined()\\n})\\n" > src/billing/invoice.unknown.test.ts`,
  'say The service answers undefined for an unknown invoice and multiplies by the quantity; a test covers it.',
].join(' ;; ')}]]`

/** Makes the repository in `folder`, which must not exist yet. */
export function makeScratchRepo(folder) {
  const git = (...args) => execFileSync('git', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
  fs.mkdirSync(folder, { recursive: true })
  write(folder, committed)
  git('init', '--quiet', '--initial-branch=main')
  git('config', 'user.name', 'Demo')
  git('config', 'user.email', 'demo@example.invalid')
  git('add', '--all')
  git('commit', '--quiet', '--message', 'feat: invoices')
  write(folder, uncommitted)
}

function write(folder, files) {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    fs.writeFileSync(path.join(folder, name), text)
  }
}
