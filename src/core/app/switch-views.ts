import type { Lane } from '../lanes/lanes'

/** What windows and tray need for the switch of the model, besides the list of models. */
export interface SwitchView {
  /** The effort that new Codex sessions use here; null leaves it to the model. */
  readonly effort: string | null
  /** Efforts that the configured model offers, weakest first as the server lists them; and the one it takes by itself. */
  readonly efforts: readonly string[]
  readonly defaultEffort: string | null
  /** Of the active repo; null without one. `disabledWhy` tells why its configuration is not written. */
  readonly repository: {
    readonly name: string
    readonly file: string
    readonly disabledWhy: string | null
  } | null
  /** The switches that can be taken back, in words: "Back to GPT-5.5". */
  readonly back: { readonly everywhere: string | null; readonly repository: string | null }
  /** A switch that ends by itself. */
  readonly timed: {
    readonly place: 'everywhere' | 'repository'
    readonly words: string
    readonly untilMs: number
  } | null
  /** What the settings say of each lane besides its model. */
  readonly lanes: Readonly<Record<Lane, LaneSettingView>>
  /** What a switch does not change, one sentence each, only what is true now. */
  readonly unchanged: readonly string[]
}

export interface LaneSettingView {
  /** The server's ids of the limits that count for it. */
  readonly limitIds: readonly string[]
  /** Of sessions that Firebreak starts; null leaves it to the model. */
  readonly effort: string | null
  readonly efforts: readonly string[]
  readonly defaultEffort: string | null
}

export interface ModelQuestionView {
  readonly modelId: string
  readonly modelName: string
  readonly place: 'everywhere' | 'repository'
  readonly effort: string | null | undefined
  readonly minutes: number | null
  readonly gated: boolean
}
