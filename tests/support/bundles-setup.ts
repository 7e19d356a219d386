import { chmodSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join, parse } from 'node:path'
import { build } from 'vite'
import type { TestProject } from 'vitest/node'
import { createTempDir } from './temp-repo'

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket that `bundleScript` asks. */
    bundler: string
  }
}

/**
 * Bundles scripts for all test files of a run, each once, when the first one asks for it. Not in the test's own process:
 * a bundler there makes it several times as large, and then so slow is every start of git from it.
 */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = createTempDir('bundles')
  // Some scripts run as another user.
  chmodSync(folder, 0o755)
  const bundles = new Map<string, Promise<string>>()
  project.onTestsRerun(() => bundles.clear())

  const server = createServer((request, response) => {
    const entry = decodeURIComponent(request.url?.slice(1) ?? '')
    const made = bundles.get(entry) ?? bundle(entry, join(folder, `${bundles.size}-${parse(entry).name}`))
    bundles.set(entry, made)
    made.then(
      (path) => response.end(path),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  const socket = join(folder, 'socket')
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  project.provide('bundler', socket)
  return () => {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function bundle(entry: string, outDir: string): Promise<string> {
  await build({
    configFile: false,
    logLevel: 'silent',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs', codeSplitting: true },
      },
    },
  })
  return join(outDir, `${parse(entry).name}.mjs`)
}
