import { TextField } from '../../ui/TextField'

interface Props {
  readonly prompt: string
  readonly onChange: (prompt: string) => void
}

/** What the session is to begin with; it becomes part of a command line, and that is said. */
export function FirstPrompt({ prompt, onChange }: Props) {
  return (
    <div className="stack tight">
      <TextField label="First prompt" placeholder="First prompt (optional)" value={prompt} onChange={onChange} />
      {prompt === '' ? null : <p className="small faint">Other programs on this computer can see the first prompt.</p>}
    </div>
  )
}
