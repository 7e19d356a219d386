import type { CheckpointId } from './checkpoint'

const form = /^([0-9a-z]{6,10})-[0-9a-f]{8}$/

/** Makes an id whose text order is the order of sequences; `random` is eight hex digits that keep two writers apart. */
export function makeCheckpointId(sequence: number, random: string): CheckpointId {
  return `${sequence.toString(36).padStart(6, '0')}-${random}`
}

/** The sequence an id was made with; null for anything that is not a checkpoint id. */
export function sequenceOf(id: string): number | null {
  const digits = form.exec(id)?.[1]
  return digits === undefined ? null : Number.parseInt(digits, 36)
}
