// Watches a live diff window from inside its page: when a tag is in the text of a file's diff, and when it is painted.
// Moments are milliseconds of the page's performance.now().

/** Has to be in the page before its own scripts: notes when each delta comes in from the repo process, and counts them. */
export function noteDeltas() {
  window.benchDeltas = 0
  const note = ({ data }) => {
    if (data?.type !== 'delta') return
    window.benchDeltaAtMs = performance.now()
    window.benchDeltas++
  }
  window.addEventListener('message', ({ ports }) => {
    for (const port of ports) port.addEventListener('message', note)
  })
}

/** Begins to look for the tag. Resolves once it is being looked for. */
export async function lookFor(page, file, tag) {
  await page.evaluate(
    ([label, text]) => {
      const rowWithTag = () =>
        [...document.querySelectorAll('section')]
          .filter((section) => section.getAttribute('aria-label') === label)
          .flatMap((section) => [...section.querySelectorAll('.line')])
          .find((line) => line.textContent.includes(text))
      /** After the next frame: its callbacks run before it is drawn, a message sent from there arrives after. */
      const { port1, port2 } = new MessageChannel()
      port1.start()
      const afterFrame = (fn) => {
        port1.addEventListener('message', fn)
        requestAnimationFrame(() => port2.postMessage(null))
      }
      window.benchSeen = new Promise((resolve) => {
        const look = () => {
          const row = rowWithTag()
          if (row === undefined) return
          observer.disconnect()
          const inTextAtMs = performance.now()
          const deltas = window.benchDeltas
          afterFrame(() => {
            const paintedAtMs = performance.now()
            const { top, bottom } = row.getBoundingClientRect()
            const inSight = top >= 0 && bottom <= window.innerHeight && bottom > top
            resolve({ inTextAtMs, paintedAtMs, deltaAtMs: window.benchDeltaAtMs ?? null, deltas, inSight })
          })
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { subtree: true, childList: true, characterData: true })
        look()
      })
    },
    [`Diff of ${file}`, tag],
  )
}

/** @returns what was seen of the tag, or null when it does not come in time */
export function seen(page, withinMs) {
  return page.evaluate(
    (limitMs) => Promise.race([window.benchSeen, new Promise((resolve) => setTimeout(() => resolve(null), limitMs))]),
    withinMs,
  )
}

/** What the same look costs when the page itself puts the tag there, with nothing saved, sent or compared. */
export async function floorMs(page, file, tag) {
  await lookFor(page, file, tag)
  const startedAtMs = await page.evaluate(
    ([label, text]) => {
      const section = document.createElement('section')
      section.setAttribute('aria-label', label)
      const line = section.appendChild(document.createElement('div'))
      line.className = 'line'
      line.textContent = text
      const began = performance.now()
      document.body.append(section)
      window.setTimeout(() => section.remove(), 200)
      return began
    },
    [`Diff of ${file}`, tag],
  )
  const found = await seen(page, 5_000)
  if (found === null) throw new Error('the page cannot see what it has put there itself')
  return found.paintedAtMs - startedAtMs
}
