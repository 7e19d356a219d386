/** Starts one of the workers of this page by the address that the build gave it. */
export function startPageWorker(url: string, name: string): Worker {
  return new Worker(trusted(url), { type: 'module', name })
}

// The policy of the page lets one Trusted Types policy be made, once, and nothing else makes an address a script.
let policy: TrustedScriptUrls | null = null

function trusted(url: string): string {
  if (window.trustedTypes === undefined) return url
  policy ??= window.trustedTypes.createPolicy('firebreak-worker', {
    createScriptURL(given) {
      const { origin, pathname } = new URL(given, window.location.href)
      if (origin !== window.location.origin || !/^\/assets\/[\w.-]+\.worker-[\w-]+\.js$/.test(pathname))
        throw new TypeError('not a worker of this page')
      return given
    },
  })
  return policy.createScriptURL(url)
}
