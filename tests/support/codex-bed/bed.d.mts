import type { Bed, BedOptions } from './types.d.mts'

export type { BackendState, Bed, ModelRequest } from './types.d.mts'

/** Starts the stand-in backend and writes a Codex home below `dir`; see bed.mjs. */
export declare function startBed(options: BedOptions): Promise<Bed>
