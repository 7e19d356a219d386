import { useState } from 'react'
import type { AppCommand } from '../../../../shared/contract'
import { TextField } from '../../ui/TextField'

interface Props {
  readonly editor: string | null
  readonly set: (change: Extract<AppCommand, { type: 'settings/set' }>['change']) => void
}

/** Saved with Enter and when the field is left. `{file}` and `{line}` are filled in where they stand. */
export function EditorSetting({ editor, set }: Props) {
  const [typed, setTyped] = useState<string | null>(null)
  const save = () => {
    if (typed !== null && typed.trim() !== (editor ?? '')) set({ key: 'editor', value: typed.trim() })
    setTyped(null)
  }
  return (
    <div onBlur={save}>
      <TextField
        label="Editor"
        value={typed ?? editor ?? ''}
        placeholder="code --reuse-window"
        onChange={setTyped}
        onEnter={save}
      />
    </div>
  )
}
