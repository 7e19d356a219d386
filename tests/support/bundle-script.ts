import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { inject } from 'vitest'

/**
 * Bundles a TypeScript file into one that plain Node runs in a process of its own, also as another user. The answer is
 * its path; it is shared with other test files, so nobody changes or removes it.
 */
export function bundleScript(entry: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: inject('bundler'), path: `/${encodeURIComponent(entry)}` }, (response) => {
      void text(response).then((answer) => {
        if (response.statusCode === 200) resolve(answer)
        else reject(new Error(`${entry} could not be bundled: ${answer}`))
      }, reject)
    })
    asked.once('error', reject)
    asked.end()
  })
}
