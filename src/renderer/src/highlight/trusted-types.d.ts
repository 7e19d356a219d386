// The part of the Trusted Types API that the page uses; the DOM library of the compiler does not have it yet.
// A trusted URL is an object to the browser, and goes wherever a URL may go.
interface TrustedScriptUrls {
  createScriptURL(url: string): string
}

interface Window {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL(url: string): string }): TrustedScriptUrls
  }
}
