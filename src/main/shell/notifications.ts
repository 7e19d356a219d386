import { Notification } from 'electron'

/** libnotify reads markup in a body, and repository text is hostile. */
function plain(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  return process.platform === 'linux'
    ? short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : short
}

/** Shows one native notification; a click opens what it speaks of. */
export function notify(title: string, body: string, onClick: () => void): void {
  if (!Notification.isSupported()) return
  const note = new Notification({ title: title.slice(0, 120), body: plain(body), silent: true })
  note.on('click', onClick)
  note.show()
}
