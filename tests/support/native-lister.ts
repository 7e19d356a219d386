import { join } from 'node:path'
import { listerAt, type NativeLister } from '../../src/repo/checkpoint/large/list-natively'

const find = listerAt(join(import.meta.dirname, '../../out/native/list-folders.node'), (why) => {
  throw new Error(`the native module cannot be loaded: ${why}`)
})

/** The native module that the tests were set up with. */
export function nativeLister(): NativeLister {
  const lister = find()
  if (lister === null) throw new Error('there is no native module')
  return lister
}
