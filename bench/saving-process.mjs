// Another program that saves very many files at once, as a formatter or a code generator does.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { answerQuestions } from './lib/answer-questions.mjs'

answerQuestions({
  /** Puts a line before the text of each file, by rename, as fast as it can. Answers how long that took. */
  saveAll({ files, line }) {
    const startedAtMs = performance.now()
    for (const file of files) {
      writeFileSync(`${file}.new`, `${line}\n${readFileSync(file, 'utf8')}`)
      renameSync(`${file}.new`, file)
    }
    return { ms: performance.now() - startedAtMs }
  },
})
