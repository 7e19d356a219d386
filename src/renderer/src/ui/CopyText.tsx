import { useRef, useState } from 'react'
import { Button } from './Button'

interface Props {
  /** What the text is, for a screen reader and on the button: "command". */
  readonly what: string
  readonly text: string
}

/** Text to take along, such as a command: selected by one press, copied by another. */
export function CopyText({ what, text }: Props) {
  const block = useRef<HTMLPreElement>(null)
  const [copied, setCopied] = useState<string | null>(null)
  const copy = () => {
    const selection = window.getSelection()
    if (block.current === null || selection === null) return
    selection.selectAllChildren(block.current)
    // The clipboard of the page is a permission, and this window has none; a selection can always be copied.
    if (document.execCommand('copy')) setCopied(text)
  }
  return (
    <div className="stack tight">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a block that scrolls has to be reachable by keyboard */}
      <pre ref={block} className="output copy-text" tabIndex={0} aria-label={`The ${what}`}>
        {text}
      </pre>
      <div className="row">
        <Button look="slim" onPress={copy}>
          Copy {what}
        </Button>
        <span className="small muted" aria-live="polite">
          {copied === text ? 'Copied' : ''}
        </span>
      </div>
    </div>
  )
}
