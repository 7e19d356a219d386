/** Writes a Codex home that talks only to the stand-in backend, and answers its path; see make-home.mjs. */
export declare function makeHome(options: {
  home: string
  base: string
  mode?: 'chatgpt' | 'provider'
  model?: string
  trust?: readonly string[]
}): Promise<string>
