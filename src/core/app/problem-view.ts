/** Something that went wrong in the user's words: what happened, and what to do next. */
export interface ProblemView {
  readonly message: string
  readonly next: string
}
