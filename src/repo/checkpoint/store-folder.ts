import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { RepoId } from '../../core/repo/repo-status'
import { writeDurably } from './checkpoint-refs'
import { errnoOf } from './fault'
import { makeFolder } from './make-folder'

const metaSchema = z.object({ version: z.literal(1), repoId: z.string(), top: z.string(), name: z.string() })
/** Which work tree a store belongs to. */
export type StoreMeta = z.infer<typeof metaSchema>

/** `<FIREBREAK_HOME>/repos/<repoId>`: the store, its lock and what says whose it is. */
export function storeFolder(firebreakHome: string, repoId: RepoId): string {
  return join(firebreakHome, 'repos', repoId)
}

/**
 * Bytes go in and come out as they are, whatever the repository's attributes say: `info/attributes` of the git
 * directory that is in force outranks every `.gitattributes`, and there are no drivers in this configuration.
 */
const attributes = '* -text !eol -ident !filter !working-tree-encoding -diff -merge !export-subst\n'

// Loose objects that git writes lie in a quarantine, and are made durable when they leave it. What a work tree may hold
// although git would not check it out is no damage.
const config = `[core]
\trepositoryformatversion = 0
\tbare = false
\tsharedRepository = 0600
\tlogallrefupdates = false
\tautocrlf = false
\tsafecrlf = false
\tfilemode = true
\tsymlinks = true
\tignorecase = false
\tprecomposeunicode = false
\tprotectNTFS = false
\tprotectHFS = false
\tbigFileThreshold = 50m
\tcompression = 1
\tfsync = committed,-loose-object
[gc]
\tauto = 0
[fsck]
\thasDotgit = ignore
\tgitmodulesBlob = ignore
\tgitmodulesName = ignore
\tgitmodulesParse = ignore
\tgitmodulesPath = ignore
\tgitmodulesSymlink = ignore
\tgitmodulesUpdate = ignore
\tgitmodulesUrl = ignore
`

/** Makes the store's folders and its git directory (mode 0700, files 0600) unless they are there. Starts no git. */
export async function prepareStoreFolder(folder: string, meta: StoreMeta): Promise<void> {
  const gitDir = join(folder, 'store.git')
  for (const part of ['objects/pack', 'objects/info', 'refs/checkpoints', 'info']) {
    await makeFolder(join(gitDir, part))
  }
  await writeIfMissing(join(gitDir, 'config'), config)
  await writeIfMissing(join(gitDir, 'info', 'attributes'), attributes)
  await writeIfMissing(join(gitDir, 'info', 'exclude'), '')
  // HEAD makes the folder a git directory, so it comes last.
  await writeIfMissing(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n')
  if ((await readStoreMeta(folder)) === null) {
    await replaceFile(join(folder, 'meta.json'), JSON.stringify(metaSchema.parse(meta)))
  }
}

/** Null when the folder holds no store, or one that cannot be read. */
export async function readStoreMeta(folder: string): Promise<StoreMeta | null> {
  try {
    const parsed = metaSchema.safeParse(JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch (thrown) {
    if (errnoOf(thrown) !== null || thrown instanceof SyntaxError) return null
    throw thrown
  }
}

async function writeIfMissing(file: string, content: string): Promise<void> {
  if (!existsSync(file)) await replaceFile(file, content)
}

async function replaceFile(file: string, content: string): Promise<void> {
  const temp = `${file}.${randomBytes(6).toString('hex')}.tmp`
  await writeDurably(temp, content)
  await rename(temp, file)
}
