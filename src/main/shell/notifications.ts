import { Notification } from 'electron'
import type { NotifyAction } from '../shell-port'
import { createButtonNotifications } from './button-notifications'

/** libnotify reads markup in a body, and repository text is hostile. */
function plain(text: string): string {
  const short = text.length > 120 ? `${text.slice(0, 119)}…` : text
  return process.platform === 'linux'
    ? short.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    : short
}

const withButton =
  process.platform === 'linux' ? createButtonNotifications(process.env['DBUS_SESSION_BUS_ADDRESS']) : null

/** Shows one native notification; a click opens what it speaks of. */
export function notify(title: string, body: string, onClick: () => void, action?: NotifyAction): void {
  if (action === undefined || withButton === null) return show(title, body, onClick, action)
  const note = {
    title: title.slice(0, 120),
    body: plain(body),
    label: action.label,
    onClick,
    onPress: () => action.press(),
  }
  void withButton.show(note).then((shown) => {
    if (!shown) show(title, body, onClick, action)
  })
}

function show(title: string, body: string, onClick: () => void, action: NotifyAction | undefined): void {
  if (!Notification.isSupported()) return
  const buttons = action === undefined ? {} : { actions: [{ type: 'button' as const, text: action.label }] }
  const note = new Notification({ title: title.slice(0, 120), body: plain(body), silent: true, ...buttons })
  note.on('click', onClick)
  if (action !== undefined) note.on('action', () => action.press())
  note.show()
}
