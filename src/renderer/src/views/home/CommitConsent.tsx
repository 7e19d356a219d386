import type { CommitPreview } from '../../../../core/repo/commit'
import { consentLines } from '../../../../core/start/consent-words'
import { Button } from '../../ui/Button'

interface Props {
  readonly preview: CommitPreview
  readonly label: string
  readonly onAgree: () => void
  readonly onNotNow: () => void
}

/** What a commit runs in this repository, shown before the first one. */
export function CommitConsent({ preview, label, onAgree, onNotNow }: Props) {
  return (
    <section className="panel stack" aria-label="What the commit runs">
      <div>
        <b>A commit runs programs of this repository</b>
        <p className="small muted">They run as you, as they would in a terminal. Asked again only when they change.</p>
      </div>
      <ul className="lines">
        {consentLines(preview).map((line) => (
          <li key={line} className="mono any-break">
            {line}
          </li>
        ))}
      </ul>
      <div className="row wrap">
        <Button look="primary" onPress={onAgree}>
          {label}
        </Button>
        <Button look="quiet" onPress={onNotNow}>
          Not now
        </Button>
      </div>
    </section>
  )
}
