import { Buffer } from 'node:buffer'
import type { Clock } from '../../core/clock'
import { encodePath, type RepoPath } from '../../core/repo/repo-path'
import type { RepoError } from '../../core/repo/repo-status'
import { err, ok, type Result } from '../../core/result'
import { createBatchReader, type BatchAnswer, type BatchReader } from './batch-reader'
import type { GitChild, GitPlace, GitRunner } from './git-port'

export type CatObject =
  | { readonly kind: 'blob' | 'tree' | 'commit' | 'tag'; readonly id: string; readonly bytes: Buffer }
  | { readonly kind: 'too-large'; readonly id: string; readonly sizeBytes: number }
  | { readonly kind: 'missing' }

/** Reads objects of one git directory through one long-lived git: a tenth of what starting one costs. */
export interface CatFile {
  /**
   * An object by id or by name, such as `HEAD`, `<commit>:<path>` or `:<path>` (the index). Paths are `RepoPath`s.
   * A blob above `maxBytes` is answered with its size instead of its content.
   */
  read(spec: string, options?: { readonly maxBytes?: number }): Promise<Result<CatObject, RepoError>>
  /** Ends the git that is running, if any; a later read starts another one. */
  stop(): void
}

export interface CatFileDeps {
  readonly runner: GitRunner
  readonly place: GitPlace
  readonly clock: Clock
  /** After this long without a question the git ends. */
  readonly quietMs?: number
}

const answerWithinMs = 30_000
const noLimit = Number.MAX_SAFE_INTEGER

export function createCatFile({ runner, place, clock, quietMs = 60_000 }: CatFileDeps): CatFile {
  let running: Promise<Result<BatchReader & { readonly git: GitChild }, RepoError>> | undefined
  let cancelQuiet = () => {}
  let open = 0

  const stop = () => {
    const ending = running
    running = undefined
    cancelQuiet()
    void ending?.then((answer) => answer.ok && answer.value.git.kill())
  }

  const start = async () => {
    // `--batch-command` also answers for the size alone (git 2.36).
    const git = await runner.start(['cat-file', '--batch-command'], place)
    return git.ok ? ok({ ...createBatchReader(git.value.child), git: git.value }) : git
  }

  /** The running git, or a new one; one that ends by itself is forgotten. */
  const current = () => {
    if (running !== undefined) return running
    const started = start()
    running = started
    const forget = () => {
      if (running === started) running = undefined
    }
    void started.then((answer) => (answer.ok ? answer.value.git.child.once('exit', forget) : forget()))
    return started
  }

  const ask = async (command: 'info' | 'contents', spec: string): Promise<Result<BatchAnswer, RepoError>> => {
    cancelQuiet()
    open += 1
    const mine = current()
    const reader = await mine
    if (!reader.ok) {
      open -= 1
      return reader
    }
    let late = false
    const cancel = clock.after(answerWithinMs, () => {
      late = true
      reader.value.git.kill()
    })
    const answer = await reader.value.ask(
      Buffer.concat([Buffer.from(`${command} `), encodePath(spec), Buffer.from('\n')]),
    )
    cancel()
    open -= 1
    if (open === 0 && running === mine) cancelQuiet = clock.after(quietMs, stop)
    if (late) return err({ kind: 'git-timeout', command: 'cat-file', afterMs: answerWithinMs })
    return answer.ok ? answer : err({ kind: 'git-failed', command: 'cat-file', code: null, stderr: answer.error })
  }

  const read = async (spec: string, maxBytes: number): Promise<Result<CatObject, RepoError>> => {
    if (maxBytes !== noLimit) {
      const info = await ask('info', spec)
      if (!info.ok) return info
      if (info.value.kind === 'missing') return ok(info.value)
      if (info.value.sizeBytes > maxBytes) {
        return ok({ kind: 'too-large', id: info.value.id, sizeBytes: info.value.sizeBytes })
      }
    }
    const answer = await ask('contents', spec)
    return answer.ok ? ok(answer.value.kind === 'missing' ? answer.value : withoutSize(answer.value)) : answer
  }

  /** A question is one line, so a name that holds a newline is looked up step by step. */
  const resolve = async (spec: string): Promise<Result<string | null, RepoError>> => {
    const colon = spec.indexOf(':')
    const rev = spec.slice(0, colon)
    const path = spec.slice(colon + 1)
    if (colon < 0 || rev.includes('\n')) return ok(null)
    if (rev === '') return inIndex(runner, place, path)
    let id = `${rev}^{tree}`
    for (const name of path.split('/')) {
      const tree = await read(id, noLimit)
      if (!tree.ok) return tree
      const next = tree.value.kind === 'tree' ? entryOfTree(tree.value.bytes, tree.value.id.length / 2, name) : null
      if (next === null) return ok(null)
      id = next
    }
    return ok(id)
  }

  return {
    stop,
    async read(spec, { maxBytes = noLimit } = {}) {
      if (!spec.includes('\n')) return read(spec, maxBytes)
      const id = await resolve(spec)
      if (!id.ok) return id
      return id.value === null ? ok({ kind: 'missing' }) : read(id.value, maxBytes)
    },
  }
}

function withoutSize(answer: Exclude<BatchAnswer, { kind: 'missing' }>): CatObject {
  return { kind: answer.kind, id: answer.id, bytes: answer.bytes }
}

/** The id of a name in a tree object: "mode SP name NUL id", the id in binary. */
function entryOfTree(tree: Buffer, idBytes: number, name: RepoPath): string | null {
  const wanted = Buffer.from(encodePath(name))
  for (let at = 0; at < tree.length; ) {
    const space = tree.indexOf(0x20, at)
    const nul = tree.indexOf(0, space)
    const end = nul + 1 + idBytes
    if (tree.subarray(space + 1, nul).equals(wanted)) return tree.toString('hex', nul + 1, end)
    at = end
  }
  return null
}

async function inIndex(runner: GitRunner, place: GitPlace, spec: string): Promise<Result<string | null, RepoError>> {
  const [, stage = '0', path = ''] = /^(?:([0-3]):)?([^]*)$/.exec(spec) ?? []
  const answer = await runner.run(['ls-files', '--stage', '-z'], place)
  if (!answer.ok) return answer
  // "mode SP id SP stage TAB path NUL"
  const wanted = Buffer.concat([Buffer.from(` ${stage}\t`), encodePath(path), Buffer.from([0])])
  const at = answer.value.stdout.indexOf(wanted)
  if (at < 0) return ok(null)
  const line = answer.value.stdout.toString('latin1', answer.value.stdout.lastIndexOf(0, at) + 1, at)
  return ok(line.slice(line.indexOf(' ') + 1))
}
