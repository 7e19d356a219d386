// npm run typecheck: the three parts of the code, each with what it may know of. TypeScript 7 is native and takes a fifth of
// the time of 6, which stays for tools that need its library; both bring a `tsc`, so that one is named by its whole path.
import { fileURLToPath } from 'node:url'
import { run, runAsProgram } from './lib/project.mjs'

const compiler = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript-7/package.json')))

/** Answers 0 where all are right. */
async function checkTypes() {
  let wrong = 0
  for (const part of ['core', 'node', 'web']) {
    wrong = Math.max(wrong, await run(process.execPath, [compiler, '-p', `tsconfig.${part}.json`]))
  }
  return wrong
}

await runAsProgram(import.meta.url, checkTypes)
