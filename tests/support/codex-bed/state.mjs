// The state of the stand-in backend, changed over /__control while it runs.

/** @typedef {import('./types.d.mts').BackendState} BackendState */

/** @returns {BackendState} */
function initialState() {
  const nowSec = Math.floor(Date.now() / 1000)
  return {
    plan: 'pro',
    std: { primary: 12, secondary: 34 },
    spark: { primary: 56, secondary: 7 },
    sparkLimitId: 'codex_bengalfox',
    sparkLimitName: 'GPT-5.3-Codex-Spark',
    bump: 3,
    includeSparkInUsage: true,
    weeklyOnly: false,
    resetCredits: 0,
    accountId: 'acct-offline',
    offerSpark: true,
    leftOut: [],
    upgrades: {},
    servedAs: null,
    families: 'both',
    rateLimitEvent: false,
    forceScenario: null,
    plainPrompt: null,
    hold: false,
    held: 0,
    stepPauseMs: 1500,
    reset: { primary: nowSec + 3 * 3600, secondary: nowSec + 4 * 86_400 },
  }
}

/** The state and the turnstile that lets model responses wait. */
export function createBackend() {
  const state = initialState()
  /** @type {Set<() => void>} */
  const waiting = new Set()

  const release = () => {
    for (const go of waiting) go()
  }

  return {
    state,
    /** @param {Partial<BackendState>} patch */
    patch(patch) {
      const { held: _reported, ...settable } = patch
      Object.assign(state, settable)
      if (!state.hold) release()
    },
    /** From now on responses wait here until `hold` is false again. */
    startHold() {
      state.hold = true
    },
    /**
     * Returns at once, or when the hold ends, or when Codex hangs up.
     * @param {import('node:http').ServerResponse} res
     */
    async passHold(res) {
      if (!state.hold || res.destroyed) return
      await new Promise((resolve) => {
        const go = () => {
          waiting.delete(go)
          state.held = waiting.size
          resolve(undefined)
        }
        waiting.add(go)
        state.held = waiting.size
        res.once('close', go)
      })
    },
  }
}

/** @typedef {ReturnType<typeof createBackend>} Backend */
