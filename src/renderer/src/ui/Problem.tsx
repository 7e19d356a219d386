import { displayName } from '../../../core/words/display-name'
import { Chip } from './Chip'

interface Props {
  readonly message: string
  readonly next: string
  /** What a program printed. */
  readonly output?: string | null | undefined
  readonly tone?: 'bad' | 'warn'
}

/** What happened and what to do next, with what a program said about it below. */
export function Problem({ message, next, output, tone = 'bad' }: Props) {
  return (
    <div className="panel stack" role="alert">
      <div>
        <Chip tone={tone}>{tone === 'bad' ? 'Did not work' : 'Look'}</Chip>{' '}
        <b className="any-break">{displayName(message)}</b>
        <p className="muted any-break">{displayName(next)}</p>
      </div>
      {output === null || output === undefined || output.trim() === '' ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a block that scrolls has to be reachable by keyboard
        <pre className="output" tabIndex={0} aria-label="What it printed">
          {output
            .split('\n')
            .map((line) => displayName(line.replaceAll('\t', '  ')))
            .join('\n')}
        </pre>
      )}
    </div>
  )
}
