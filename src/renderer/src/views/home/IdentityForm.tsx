import type { CommitIdentity } from '../../../../core/repo/commit'
import { TextField } from '../../ui/TextField'

interface Props {
  readonly identity: CommitIdentity
  readonly onChange: (identity: CommitIdentity) => void
}

/** git does not know who commits; it is asked for here and not written to any configuration. */
export function IdentityForm({ identity, onChange }: Props) {
  return (
    <section className="panel stack" aria-label="Who commits">
      <div>
        <b>git does not know who commits</b>
        <p className="small muted">Used for this commit; no configuration is written.</p>
      </div>
      <div className="two-fields">
        <TextField labelled label="Name" value={identity.name} onChange={(name) => onChange({ ...identity, name })} />
        <TextField
          labelled
          label="E-mail"
          value={identity.email}
          onChange={(email) => onChange({ ...identity, email })}
        />
      </div>
    </section>
  )
}
