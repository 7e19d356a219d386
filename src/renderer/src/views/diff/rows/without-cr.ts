/** The text of a line without the carriage return of a CR LF ending. */
export function withoutCr(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text
}
