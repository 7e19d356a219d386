import { useState } from 'react'
import type { SettingsView } from '../../../../core/app/snapshot'
import { displayName } from '../../../../core/words/display-name'
import type { AppCommand } from '../../../../shared/contract'
import { useSnapshot } from '../../app-context'
import { TextField } from '../../ui/TextField'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']

interface Props {
  readonly templates: SettingsView['messageTemplate']
  readonly set: (change: Change) => void
}

/** What commits are called when no prompt of a session says more: here, and everywhere else. */
export function MessageTemplates({ templates, set }: Props) {
  const repo = useSnapshot((snapshot) => snapshot.repo)
  return (
    <div className="stack tight">
      {repo === null ? null : (
        <Template
          key={repo.repoId}
          label={`In ${displayName(repo.name)}`}
          saved={templates.ofRepo ?? ''}
          placeholder={templates.common}
          onSave={(value) => set({ key: 'messageTemplate', repoId: repo.repoId, value })}
        />
      )}
      <Template
        label="Everywhere else"
        saved={templates.common}
        placeholder=""
        onSave={(value) => set({ key: 'messageTemplate', repoId: null, value })}
      />
    </div>
  )
}

interface TemplateProps {
  readonly label: string
  readonly saved: string
  readonly placeholder: string
  readonly onSave: (value: string) => void
}

/** Saved with Enter and when the field is left. */
function Template({ label, saved, placeholder, onSave }: TemplateProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const save = () => {
    if (typed !== null && typed.trim() !== saved) onSave(typed)
    setTyped(null)
  }
  return (
    <div onBlur={save}>
      <TextField
        labelled
        label={label}
        value={typed ?? saved}
        placeholder={placeholder}
        onChange={setTyped}
        onEnter={save}
      />
    </div>
  )
}
