/** Remembers values up to a total weight in bytes; the one unused for longest goes first. */
export interface ByteLru<V> {
  get(key: string): V | undefined
  set(key: string, value: V, bytes: number): void
  clear(): void
}

export function createByteLru<V>(limitBytes: number): ByteLru<V> {
  const kept = new Map<string, { readonly value: V; readonly bytes: number }>()
  let total = 0
  const drop = (key: string) => {
    total -= kept.get(key)?.bytes ?? 0
    kept.delete(key)
  }
  return {
    get(key) {
      const found = kept.get(key)
      if (found === undefined) return undefined
      kept.delete(key)
      kept.set(key, found)
      return found.value
    },
    set(key, value, bytes) {
      drop(key)
      // One huge file must not push everything else out.
      if (bytes > limitBytes / 4) return
      kept.set(key, { value, bytes })
      total += bytes
      for (const oldest of kept.keys()) {
        if (total <= limitBytes) break
        drop(oldest)
      }
    },
    clear() {
      kept.clear()
      total = 0
    },
  }
}
