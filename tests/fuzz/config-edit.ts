import {
  applySplices,
  type ConfigWish,
  editConfig,
  isProved,
  readConfigKey,
  reverseSplices,
} from '../../src/core/config/edit-config'
import { putBack } from '../../src/core/config/put-back'
import { scanToml } from '../../src/core/config/scan-toml'
import { mutateText } from './mutate'
import { type Chance, type FuzzTarget, must } from './target'

/** An edit changes its keys and no other byte, and is taken back exactly; what cannot be read is left alone. */
export const configEdit: FuzzTarget = {
  name: 'config.toml',
  rounds: 400,
  round(chance) {
    const text = chance.odds(0.4) ? mutateText(configText(chance), chance) : configText(chance)
    const wish: ConfigWish = {
      model: chance.pick(['gpt-5.5', 'gpt-5.3-codex-spark', 'vendor/model:1', null]),
      ...(chance.odds(0.5) ? { model_reasoning_effort: chance.pick(['high', 'low', null]) } : {}),
    }
    const edit = editConfig(text, wish)
    if ('kind' in edit) return
    must(isProved(text, edit), 'an edit that cannot be proved', { text, edit })
    must(applySplices(edit.text, reverseSplices(edit.splices)) === text, 'not taken back exactly', { text, edit })
    must(readConfigKey(edit.text, 'model') === wish.model, 'another model than wished', { text, edit })
    must(!('message' in scanToml(edit.text)), 'the file is broken afterwards', { text, edit })
    const rest = (of: string) =>
      of
        .split('\n')
        .filter((line) => !/model/.test(line))
        .map((line) => line.trimEnd())
    // A value can go over several lines.
    const values = edit.keys.flatMap(({ before }) => (before.kind === 'there' ? [before.line] : []))
    const others = values.reduce((left, line) => left.replace(line, () => ''), text)
    must(rest(edit.text).join('\n').trim() === rest(others).join('\n').trim(), 'another line changed', { text, edit })
    const again = editConfig(edit.text, wish)
    must(!('kind' in again) && again.text === edit.text, 'not the same when done again', { text, edit })
    const back = putBack(edit.text, edit, true)
    must(back.kind === 'done' && back.text === text, 'not put back', { text, back })
    // Somebody adds to the file meanwhile: their line stays, and the model is what it was.
    const added = `${edit.text}${edit.text === '' || edit.text.endsWith('\n') ? '' : '\n'}# added meanwhile\n`
    const later = putBack(added, edit, false)
    if (later.kind !== 'done') return
    must(later.text.includes('# added meanwhile\n'), 'a line of somebody else is gone', { text, later })
    must(readConfigKey(later.text, 'model') === readConfigKey(text, 'model'), 'another model afterwards', {
      text,
      later,
    })
  },
}

function configText(chance: Chance): string {
  const pieces = [
    'model = "gpt-5.4"',
    "model='x' # mine",
    '"model" = """a"""',
    'model_reasoning_effort = "medium"\t',
    'approval_policy = "never"',
    '# a comment with "quotes" and model = "no"',
    'notify = ["a", "b", # why\n  "c",\n]',
    'text = """\nmodel = "inside"\n"""',
    "literal = '''\n[not.a.table]\n'''",
    'inline = { model = "z", n = 1 }',
    'model_providers.x.name = "X"',
    '',
    'date = 2026-11-22T12:00:00Z',
    'escaped = "a\\"b\\\\"',
    'ünïcode = "💥"',
  ]
  const tables = [
    '[tui]\ntheme = "x"',
    '[profiles.fast]\nmodel = "q"',
    '[[list]]\nmodel = 1',
    '[projects."/a b"]\ntrust_level = "trusted"',
  ]
  const root = Array.from({ length: chance.int(7) }, () => chance.pick(pieces))
  const rest = Array.from({ length: chance.int(3) }, () => chance.pick(tables))
  let text = [...root, ...rest].join('\n')
  if (chance.odds(0.7)) text += '\n'
  if (chance.odds(0.3)) text = text.replaceAll('\n', '\r\n')
  return chance.odds(0.1) ? `\ufeff${text}` : text
}
