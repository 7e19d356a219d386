import './acting.css'
import { ActingKeys } from './ActingKeys'
import { ActingQuestions } from './ActingQuestions'
import { LineSelecting } from './LineSelecting'
import { Said } from './Said'

/** Acting on what is read: its keys, its questions, and what came of it. */
export function Acting() {
  return (
    <>
      <ActingKeys />
      <LineSelecting />
      <ActingQuestions />
      <Said />
    </>
  )
}
