// A folder in memory for tests that make thousands of small repositories and wait for each write to reach the disk.
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** What the integration tests hold at the same time is far below this, in bytes. */
const room = 2 * 2 ** 30

/**
 * Runs `work` with a temporary folder in memory where the machine has one with room, otherwise in the usual place. The
 * soak and the end-to-end tests stay on the disk, as a user's repositories are.
 */
export async function withQuickDisk(work) {
  const folder = fs.mkdtempSync(path.join(inMemory() ?? os.tmpdir(), 'firebreak-tests-'))
  // Some tests go on as a user without rights, who has to get through to a repository of their own, as through /tmp.
  fs.chmodSync(folder, 0o711)
  try {
    return await work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function inMemory() {
  const place = '/dev/shm'
  try {
    fs.accessSync(place, fs.constants.W_OK)
    const { bavail, bsize } = fs.statfsSync(place)
    return bavail * bsize >= room ? place : null
  } catch {
    return null
  }
}
