// The child's end of `startAsked`, for a child of Node and for a utilityProcess of Electron.

/** Answers each question by the function of its name; the answers are plain objects. */
export function answerQuestions(work) {
  const port = process.parentPort
  const send = port === undefined ? (message) => process.send(message) : (message) => port.postMessage(message)
  const answer = ({ id, ask, ...given }) =>
    Promise.resolve()
      .then(() => work[ask](given))
      .then(
        (found) => send({ ...found, id }),
        (error) => send({ id, error: String(error?.stack ?? error) }),
      )
  if (port === undefined) process.on('message', (message) => void answer(message))
  else port.on('message', ({ data }) => void answer(data))
}

export const clock = {
  now: () => Date.now(),
  after(delayMs, fn) {
    const timer = setTimeout(() => fn(), delayMs)
    return () => clearTimeout(timer)
  },
}
