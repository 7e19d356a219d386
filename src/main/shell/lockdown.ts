import { app, type Session, session, type WebContents } from 'electron'

/**
 * Takes from every page what Firebreak never needs: navigation, new windows, embedded pages, permissions, devices and
 * the network. Repository text is hostile, so a page that was tricked must find nothing to reach for.
 */
export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => lockPage(contents))
  lockSession(session.defaultSession)
}

function lockPage(contents: WebContents): void {
  const refuse = (event: { preventDefault(): void }) => event.preventDefault()
  contents.on('will-navigate', refuse)
  contents.on('will-redirect', refuse)
  contents.on('will-frame-navigate', refuse)
  contents.on('will-attach-webview', refuse)
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

function lockSession(target: Session): void {
  // It would fetch a dictionary (seen with 33.2.1), although no page asks for it.
  target.setSpellCheckerEnabled(false)
  // Switched off it still fetches at the next start what its list of languages names.
  target.setSpellCheckerLanguages([])
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  target.setPermissionCheckHandler(() => false)
  target.setDevicePermissionHandler(() => false)
  target.webRequest.onBeforeRequest((details, answer) => {
    const own = details.url.startsWith('app://main/') || details.url.startsWith('data:image/')
    answer({ cancel: !own && !details.url.startsWith('devtools:') })
  })
}
