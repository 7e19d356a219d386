import type { CodexError } from '../codex/codex-error'
import type { ConfigKey } from '../config/edit-config'

/** Why a configuration file is left alone. `code` is an errno name. */
export type ConfigFileError =
  | { readonly kind: 'file-failed'; readonly file: string; readonly code: string }
  /** Not a file, larger than 1 MiB, or no UTF-8. */
  | { readonly kind: 'file-odd'; readonly file: string; readonly why: 'no-file' | 'too-large' | 'not-text' }
  /** A link, where only a file of the repository itself is written. */
  | { readonly kind: 'file-link'; readonly file: string }

/** Why a switch, or its way back, was not done. In each case the file is as it was. */
export type SwitchError =
  | CodexError
  | ConfigFileError
  /** The key stands there in another shape, such as a table, or the value is no name. */
  | { readonly kind: 'not-editable'; readonly file: string; readonly key: ConfigKey }
  /** That nothing else would change could not be proved. */
  | { readonly kind: 'not-proved'; readonly file: string }
  | { readonly kind: 'not-trusted'; readonly top: string }
  /** Only Codex knows whether it reads the repository's configuration. */
  | { readonly kind: 'trust-unknown'; readonly top: string; readonly cause: CodexError }
  /** Another program set the key since; `value` as it stands in the file, null when it is gone. */
  | { readonly kind: 'set-by-another'; readonly file: string; readonly value: string | null }
  | { readonly kind: 'nothing-to-take-back' }
  /** What cannot be taken back is not written. */
  | { readonly kind: 'not-noted'; readonly code: string }
