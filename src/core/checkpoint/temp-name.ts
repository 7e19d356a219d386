const ours = /^\.ckpt-[0-9a-f]{12}\.tmp$/

/** Whether a restore writes under this name before it renames. Nobody watches or captures such a file. */
export function isRestoreTemp(name: string): boolean {
  return ours.test(name)
}
