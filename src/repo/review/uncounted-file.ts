import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../checkpoint/checkpoint-refs'
import { errnoOf } from '../checkpoint/fault'
import { makeFolder } from '../checkpoint/make-folder'
import type { LargeChange, UncountedFile } from './uncounted-files'

// Beside the review and not in it: it can name very many files, and is written only when it is another.
const fileName = 'uncounted.json'

const writer = z.enum(['codex-patch', 'codex-command', 'unclear', 'outside', 'git'])
const file = z.object({
  version: z.literal(1),
  changes: z.array(
    z.object({
      sessionId: z.string(),
      number: z.int().nonnegative(),
      from: z.string(),
      to: z.string(),
      /** By writer: path and content before, where 0 is not known. */
      files: z.array(z.tuple([writer, z.array(z.tuple([z.string(), z.union([z.string(), z.null(), z.literal(0)])]))])),
    }),
  ),
})

/** What was kept; `damaged` when there is something that cannot be understood, which is put aside. */
export function readUncounted(folder: string): { readonly kept: readonly LargeChange[]; readonly damaged: boolean } {
  const path = join(folder, fileName)
  try {
    const { changes } = file.parse(JSON.parse(readFileSync(path, 'utf8')))
    return { kept: changes.map((change) => ({ ...change, files: unpack(change.files) })), damaged: false }
  } catch (thrown) {
    if (errnoOf(thrown) === 'ENOENT') return { kept: [], damaged: false }
    putAside(path)
    return { kept: [], damaged: true }
  }
}

/** Puts the file in place of the earlier one in one step, 0600. Throws the file system's error. */
export async function writeUncounted(folder: string, changes: readonly LargeChange[]): Promise<void> {
  await makeFolder(folder)
  const temp = join(folder, `${fileName}.${randomBytes(6).toString('hex')}.tmp`)
  const packed = changes.map((change) => ({ ...change, files: pack(change.files) }))
  await writeDurably(temp, JSON.stringify({ version: 1, changes: packed }))
  renameSync(temp, join(folder, fileName))
}

type Packed = z.infer<typeof file>['changes'][number]['files']

function pack(files: LargeChange['files']): Packed {
  const byWriter = new Map<Packed[number][0], Packed[number][1]>()
  for (const [path, { before, writer: by }] of files) {
    if (by === undefined) continue
    const list = byWriter.get(by) ?? []
    list.push([path, before === undefined ? 0 : before])
    byWriter.set(by, list)
  }
  return [...byWriter]
}

function unpack(packed: Packed): ReadonlyMap<string, UncountedFile> {
  return new Map(
    packed.flatMap(([by, list]) =>
      list.map(([path, before]): [string, UncountedFile] => [
        path,
        { before: before === 0 ? undefined : before, writer: by },
      ]),
    ),
  )
}

function putAside(path: string): void {
  try {
    renameSync(path, `${path}.bad`)
  } catch (thrown) {
    if (errnoOf(thrown) === null) throw thrown
  }
}
