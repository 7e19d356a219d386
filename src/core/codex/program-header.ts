/** The system and processor that a program is made for, in Node's words (`process.platform`, `process.arch`). */
export interface ProgramTarget {
  readonly platform: 'linux' | 'darwin' | 'win32'
  /** Null for one that is not named here. */
  readonly arch: string | null
}

/** How many bytes at a program's beginning `programTarget` wants to see. */
export const programHeaderBytes = 1024

// e_machine of ELF (elf.h), cputype of Mach-O (mach/machine.h), Machine of PE (winnt.h).
const elfMachines: ReadonlyMap<number, string> = new Map([
  [0x03, 'ia32'],
  [0x28, 'arm'],
  [0x3e, 'x64'],
  [0xb7, 'arm64'],
  [0xf3, 'riscv64'],
])
const machProcessors: ReadonlyMap<number, string> = new Map([
  [0x01000007, 'x64'],
  [0x0100000c, 'arm64'],
])
const peMachines: ReadonlyMap<number, string> = new Map([
  [0x014c, 'ia32'],
  [0x8664, 'x64'],
  [0xaa64, 'arm64'],
])

/** What a native program is made for, from its first bytes; null for a script, a program for several processors, and anything else. */
export function programTarget(bytes: Uint8Array): ProgramTarget | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const has = (length: number): boolean => bytes.length >= length
  if (has(20) && view.getUint32(0) === 0x7f454c46) {
    const littleEndian = bytes[5] !== 2
    return { platform: 'linux', arch: elfMachines.get(view.getUint16(18, littleEndian)) ?? null }
  }
  if (has(8) && view.getUint32(0, true) === 0xfeedfacf)
    return { platform: 'darwin', arch: machProcessors.get(view.getUint32(4, true)) ?? null }
  if (has(64) && view.getUint16(0) === 0x4d5a) {
    const header = view.getUint32(60, true)
    if (!has(header + 6) || view.getUint32(header) !== 0x50450000) return null
    return { platform: 'win32', arch: peMachines.get(view.getUint16(header + 4, true)) ?? null }
  }
  return null
}

const systems = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' } as const

/** "Linux on arm64" */
export function targetWords({ platform, arch }: ProgramTarget): string {
  return `${systems[platform]} on ${arch ?? 'another processor'}`
}
