/** Runs `fn` once the frame that draws the present state is on the screen. */
export type AfterFrame = (fn: () => void) => void

/** After the next frame: its callbacks run before it is drawn, a message sent from there arrives after. */
export function afterNextFrame(fn: () => void): void {
  requestAnimationFrame(() => inNextTask(fn))
}

/** After everything that waits for the next frame: for what nobody waits for. */
export function afterPaint(fn: () => void): void {
  requestAnimationFrame(() => inNextTask(() => inNextTask(fn)))
}

const tasks: (() => void)[] = []
let channel: MessageChannel | null = null

/** One channel for all: making one takes longer than sending through it, and the frame waits for that. */
function inNextTask(fn: () => void): void {
  if (channel === null) {
    channel = new MessageChannel()
    channel.port1.addEventListener('message', () => tasks.shift()?.())
    channel.port1.start()
  }
  tasks.push(fn)
  channel.port2.postMessage(null)
}
