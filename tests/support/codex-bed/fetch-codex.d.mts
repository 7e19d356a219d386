/** The Codex version that the project is written against. */
export declare const pinnedCodexVersion: string

/** Path of the real `codex` executable of a version, from the cache or npm; see fetch-codex.mjs. */
export declare function codexBinary(options?: { version?: string }): Promise<string>
