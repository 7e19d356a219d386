import { memo, useEffect, useRef, useState } from 'react'
import { displayName } from '../../../../core/words/display-name'
import { asideWords, reviewWords } from '../../../../core/words/review-words'
import { useApp } from '../../app-context'
import { useFolder } from './rail/use-folder'
import { useShownReview } from './rail/use-shown-review'

interface Words {
  readonly news: string
  readonly review: string
}

/**
 * What is said aloud unasked: what changed, and how much is left to read; at most once a second, and only what is another
 * than before. It stays in the page whatever is shown, as a region that comes with its words is not read out.
 */
export const Spoken = memo(function Spoken({ news }: { readonly news: string }) {
  const { clock } = useApp()
  const review = useReviewWords()
  const [said, setSaid] = useState<Words>({ news, review })
  const next = useRef<Words>(said)
  useEffect(() => {
    next.current = { news, review }
  }, [news, review])
  const differs = news !== said.news || review !== said.review
  useEffect(() => (differs ? clock.after(1000, () => setSaid(next.current)) : undefined), [clock, differs])
  return (
    <span className="hidden-text" aria-live="polite">
      <span>{said.news}</span> <span>{said.review}</span>
    </span>
  )
})

function useReviewWords(): string {
  const review = useShownReview()
  const [folder] = useFolder()
  const left = `${reviewWords(review)}${folder === null ? '' : ` in ${displayName(folder)}`}`
  const aside = review === undefined ? '' : asideWords(review)
  return aside === '' ? left : `${left} · ${aside}`
}
