// What changes how a Node or Electron process itself runs. All else belongs to the user's own environment, which the
// one visible commit needs whole (agents, locale, tools of hooks); every other git is given an allow-list.
const ours = /^(ELECTRON_|NODE_OPTIONS$|NODE_PATH$|NODE_ENV$|LD_PRELOAD$|DYLD_)/

/** The environment of a utility process: the user's, without what steers Electron. */
export function utilityEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) if (value !== undefined && !ours.test(name)) kept[name] = value
  return kept
}
