/** The words of a command as a person writes it: separated by spaces, with double quotes around what holds one. */
export function parseArguments(text: string): readonly string[] {
  return [...text.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(([word]) => word.replaceAll('"', ''))
}

/** The other way round. A word cannot hold a double quote. */
export function argumentText(words: readonly string[]): string {
  return words.map((word) => (word === '' || /\s/.test(word) ? `"${word}"` : word)).join(' ')
}

/**
 * The words of a variable such as $VISUAL as a POSIX shell would split them: quotes of both kinds, and a backslash before a
 * space, a quote or another backslash. Nothing in them is expanded or run.
 */
export function shellWords(text: string): readonly string[] {
  return [...text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\[\s"'\\]|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(
      /"((?:\\.|[^"\\])*)"|'([^']*)'|\\([\s"'\\])/g,
      (_, double?: string, single?: string, one?: string) =>
        double !== undefined ? double.replaceAll(/\\(["\\])/g, '$1') : (single ?? one ?? ''),
    ),
  )
}
