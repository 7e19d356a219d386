/** The words of a command as a person writes it: separated by spaces, with double quotes around what holds one. */
export function parseArguments(text: string): readonly string[] {
  return [...text.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''))
}

/** The other way round. A word cannot hold a double quote. */
export function argumentText(words: readonly string[]): string {
  return words.map((word) => (word === '' || /\s/.test(word) ? `"${word}"` : word)).join(' ')
}
