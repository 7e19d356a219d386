// What a prompt asks the stand-in model to do. A keyword in double brackets picks it, for example
//   [[patch notes.txt]]                        adds a file with apply_patch ([[patch F|text]] for its content)
//   [[edit src/a.ts|old line|new line]]        replaces a line with apply_patch (\n for more lines)
//   [[delete notes.txt]]                       deletes a file with apply_patch
//   [[shell echo hi >> notes.txt]]             runs a command
//   [[both]]                                   a patch, then a command on the same file
//   [[steps edit F|a|b ;; shell CMD ;; hold ;; say T]]   several of these in order, one request each;
//        `hold` waits until released over /__control, `pause MS` waits that long
//   [[say T]]  [[slow]]  [[limit]]  [[overload]]  [[context]]  [[unsupported]]  [[notfound]]  [[broken]]

/**
 * @typedef {{ kind: 'patch', patch: string } | { kind: 'shell', cmd: string }} ToolStep
 * @typedef {ToolStep | { kind: 'say', text: string } | { kind: 'hold' } | { kind: 'pause', ms: number }} Step
 */

/**
 * The first keyword of a prompt; without one that of `plainPrompt`, or `say` without a text.
 * @param {string} prompt
 * @param {string | null} plainPrompt
 * @returns {{ name: string, argument: string }}
 */
export function keywordOf(prompt, plainPrompt = null) {
  const found = prompt.match(/\[\[(\w+)\s*([\s\S]*?)\]\]/)
  if (found === null && plainPrompt !== null) return keywordOf(plainPrompt)
  const [, name = 'say', argument = ''] = found ?? []
  return { name, argument: argument.trim() }
}

/**
 * The steps of a keyword that uses tools, or null for any other keyword.
 * @param {{ name: string, argument: string }} keyword
 * @returns {Step[] | null}
 */
export function stepsOf({ name, argument }) {
  switch (name) {
    case 'both':
      return [addFile('both.txt', 'one'), { kind: 'shell', cmd: 'echo two >> both.txt' }]
    case 'steps':
      return argument.split(/\s+;;\s+/).map(parseStep)
    case 'patch':
    case 'edit':
    case 'delete':
    case 'shell':
      return [parseStep(`${name} ${argument}`)]
    default:
      return null
  }
}

/**
 * What the n-th response of a turn does: the steps before its tool call, and that call, or null after the last one.
 * @param {readonly Step[]} steps
 * @param {number} finishedTools tool results that Codex has sent back in this turn
 * @returns {{ before: Step[], tool: ToolStep | null }}
 */
export function nextMove(steps, finishedTools) {
  /** @type {Step[]} */
  let before = []
  let seen = 0
  for (const step of steps) {
    if (step.kind !== 'patch' && step.kind !== 'shell') before.push(step)
    else if (seen === finishedTools) return { before, tool: step }
    else {
      seen += 1
      before = []
    }
  }
  return { before, tool: null }
}

/**
 * @param {string} text
 * @returns {Step}
 */
function parseStep(text) {
  const [, verb = '', rest = ''] = text.trim().match(/^(\S+)\s*([\s\S]*)$/) ?? []
  const [file = '', first, second = ''] = rest.split('|')
  switch (verb) {
    case 'patch':
      return addFile(file || 'spark-note.txt', first ?? 'written by the offline model\\nsecond line')
    case 'edit':
      return applyPatch(`*** Update File: ${file}\n@@\n${signed('-', first ?? '')}${signed('+', second)}`)
    case 'delete':
      return applyPatch(`*** Delete File: ${file}\n`)
    case 'shell':
      return { kind: 'shell', cmd: rest || 'echo hello from the shell' }
    case 'say':
      return { kind: 'say', text: rest }
    case 'hold':
      return { kind: 'hold' }
    case 'pause':
      return { kind: 'pause', ms: Number(rest) }
    default:
      return { kind: 'say', text: `The stand-in does not know the step "${verb}".` }
  }
}

/**
 * @param {string} file
 * @param {string} text
 */
const addFile = (file, text) => applyPatch(`*** Add File: ${file}\n${signed('+', text)}`)

/**
 * @param {string} body
 * @returns {ToolStep}
 */
const applyPatch = (body) => ({ kind: 'patch', patch: `*** Begin Patch\n${body}*** End Patch\n` })

/**
 * @param {'+' | '-'} sign
 * @param {string} text with a literal \n between lines
 */
const signed = (sign, text) =>
  text
    .split('\\n')
    .map((line) => `${sign}${line}\n`)
    .join('')
