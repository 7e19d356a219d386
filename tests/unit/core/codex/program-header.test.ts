import { describe, expect, it } from 'vitest'
import { programTarget, targetWords } from '../../../../src/core/codex/program-header'

function elf(machine: number, littleEndian = true): Buffer {
  const header = Buffer.alloc(64)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, littleEndian ? 1 : 2])
  if (littleEndian) header.writeUInt16LE(machine, 18)
  else header.writeUInt16BE(machine, 18)
  return header
}

function mach(cpu: number): Buffer {
  const header = Buffer.alloc(32)
  header.writeUInt32LE(0xfeedfacf, 0)
  header.writeUInt32LE(cpu, 4)
  return header
}

function pe(machine: number): Buffer {
  const header = Buffer.alloc(256)
  header.write('MZ')
  header.writeUInt32LE(128, 60)
  header.write('PE\0\0', 128, 'latin1')
  header.writeUInt16LE(machine, 132)
  return header
}

describe('the header of a program', () => {
  it.each([
    ['Linux on x64', elf(0x3e)],
    ['Linux on arm64', elf(0xb7)],
    ['Linux on another processor', elf(0x15, false)],
    ['macOS on arm64', mach(0x0100000c)],
    ['macOS on x64', mach(0x01000007)],
    ['Windows on x64', pe(0x8664)],
    ['Windows on arm64', pe(0xaa64)],
  ])('tells what it is made for: %s', (words, bytes) => {
    const target = programTarget(bytes)
    expect(target === null ? null : targetWords(target)).toBe(words)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['a script', Buffer.from('#!/bin/sh\nexit 0\n')],
    ['a cut header', elf(0x3e).subarray(0, 12)],
    ['MZ and nothing after it', pe(0x8664).subarray(0, 100)],
    ['a program for several processors', Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2])],
  ])('tells nothing of %s', (_, bytes) => {
    expect(programTarget(bytes)).toBe(null)
  })

  it('is found in the middle of a larger buffer', () => {
    const all = Buffer.concat([Buffer.alloc(7), elf(0xb7)])
    expect(programTarget(all.subarray(7))).toEqual({ platform: 'linux', arch: 'arm64' })
  })
})
