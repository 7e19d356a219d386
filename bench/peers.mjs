// Firebreak next to the live peers that npm and Debian offer. Each is installed when its bench runs.
import { openGitCola } from './peers/git-cola.mjs'
import { peerBench } from './peers/peer-bench.mjs'
import { openTig } from './peers/tig.mjs'
import { openUngit } from './peers/ungit.mjs'

export const peerUngit = peerBench({
  id: 'peer-ungit',
  name: 'ungit',
  times: 40,
  open: openUngit,
  waitsFor: 'the new text is painted',
})

export const peerGitCola = peerBench({
  id: 'peer-git-cola',
  name: 'git-cola',
  times: 10,
  open: openGitCola,
  waitsFor: 'its window looks as it does with the new text',
})

export const peerTig = peerBench({
  id: 'peer-tig',
  name: 'tig status',
  times: 10,
  open: openTig,
  waitsFor: 'it names the file',
  cleanBetween: true,
})
