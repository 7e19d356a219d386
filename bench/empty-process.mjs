// A utilityProcess that does nothing but say what starting a child costs it.
import { answerQuestions } from './lib/answer-questions.mjs'
import { spawnCost } from './lib/spawn-cost.mjs'

answerQuestions({ spawnCost })
