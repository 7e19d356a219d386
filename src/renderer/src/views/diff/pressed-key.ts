/** What of a `KeyboardEvent` tells which key was meant. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'> &
  Partial<Pick<KeyboardEvent, 'code' | 'shiftKey' | 'repeat'>>

/**
 * The key as bindings name it. Caps lock makes no capital (with it "r" would be Shift+R, which marks a whole file), and on
 * a keyboard without Latin letters the place of the key decides. Of keys without letters, F3, its like and Space know Shift.
 */
export function pressedKey({ key, code, shiftKey }: KeyPress): string {
  if (shiftKey === true && /^(?: |F\d+|Arrow(?:Up|Down))$/.test(key))
    return key === ' ' ? 'Shift+Space' : `Shift+${key}`
  const place = /^Key([A-Z])$/.exec(code ?? '')?.[1]
  const letter = key.length === 1 && key > '\u007f' && place !== undefined ? place : key
  if (shiftKey === undefined || !/^[a-z]$/i.test(letter)) return letter
  return shiftKey ? letter.toUpperCase() : letter.toLowerCase()
}

const names: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  '-': '−',
  'Shift+ArrowUp': 'Shift+↑',
  'Shift+ArrowDown': 'Shift+↓',
}

/** How a key is written for a person: "Shift+J", "Ctrl+F", "⌘F". */
export function keyName({ key, mod = false }: { readonly key: string; readonly mod?: boolean }, mac: boolean): string {
  const capital = /^[A-Z]$/.test(key)
  const named = names[key] ?? (/^[a-z]$/i.test(key) ? (mod || capital ? key.toUpperCase() : key) : key)
  if (mac) return `${capital ? '⇧' : ''}${mod ? '⌘' : ''}${named}`
  return `${mod ? 'Ctrl+' : ''}${capital ? 'Shift+' : ''}${named}`
}
