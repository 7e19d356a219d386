// An Electron app without windows that runs one script as a utilityProcess and passes messages between it and the bench.
import { app, utilityProcess } from 'electron'

const script = process.argv.at(-1)
void app.whenReady().then(() => {
  const child = utilityProcess.fork(script, [], { stdio: 'inherit' })
  child.on('message', (message) => process.send(message))
  child.on('exit', (code) => app.exit(code))
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process, not a window
  process.on('message', (message) => child.postMessage(message))
})
process.on('disconnect', () => app.exit(0))
