import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { protocol } from 'electron'

/** The only origin that our windows ever load. */
export const appOrigin = 'app://main'

/**
 * `trusted-types firebreak-worker` is the one policy that may make a worker URL; nothing else may turn text into code.
 * Set as a header rather than a meta element, so that it holds before the first byte of the page is read.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // blob: is for the pictures of a diff, whose bytes the page has already.
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'none'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types firebreak-worker',
].join('; ')

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

/** Has to run before the app is ready. */
export function registerAppScheme(): void {
  // With the code cache a window that was opened once does not compile its code again.
  const privileges = { standard: true, secure: true, codeCache: true }
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges }])
}

/** Serves the built renderer from `folder`, and nothing outside of it. */
export function serveApp(folder: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    if (url.origin !== appOrigin && url.host !== 'main') return new Response(null, { status: 404 })
    try {
      const file = path.resolve(folder, `.${decodeURIComponent(url.pathname)}`)
      const type = mimeTypes[path.extname(file)]
      if (!file.startsWith(folder + path.sep) || type === undefined) return new Response(null, { status: 404 })
      return new Response(await readFile(file), {
        headers: {
          'content-type': type,
          'content-security-policy': contentSecurityPolicy,
          'x-content-type-options': 'nosniff',
        },
      })
    } catch {
      // No such file, or a path that is no text (`%zz`).
      return new Response(null, { status: 404 })
    }
  })
}
