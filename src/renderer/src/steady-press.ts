/** Pixels that a hand moves while it presses. */
const slack = 4

/**
 * A press counts where it began. What changes above a button moves it, and a button that moved between the mouse going down
 * and up would otherwise be pressed without effect. Whoever goes off the button before letting go still presses nothing.
 */
export function keepPresses(page: Window): void {
  let press: { readonly button: Element; readonly x: number; readonly y: number } | null = null
  const down = (event: PointerEvent) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    press = null
    if (button === null || event.button !== 0 || !event.isTrusted) return
    button.setPointerCapture(event.pointerId)
    press = { button, x: event.clientX, y: event.clientY }
  }
  const click = (event: MouseEvent) => {
    const began = press
    press = null
    // A click that follows no pointer comes from a key.
    if (began === null || event.detail === 0) return
    const moved = Math.hypot(event.clientX - began.x, event.clientY - began.y)
    if (moved <= slack || isWithin(began.button.getBoundingClientRect(), event)) return
    event.preventDefault()
    event.stopImmediatePropagation()
  }
  page.addEventListener('pointerdown', down, { capture: true })
  page.addEventListener('click', click, { capture: true })
}

function isWithin({ left, right, top, bottom }: DOMRect, { clientX, clientY }: MouseEvent): boolean {
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom
}
