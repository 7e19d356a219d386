import { describe, expect, it } from 'vitest'
import { addUpUncounted, nothingUncounted, uncountedIn } from '../../../../src/core/review/uncounted'

const change = (number: number, ...paths: readonly string[]) => ({ sessionId: 's', number, paths })

describe('files of a change too large to count', () => {
  it('count once, with the last change that wrote them, and generated ones apart', () => {
    const counted = addUpUncounted([
      change(1, 'src/a.ts', 'src/b.ts', 'vendor/x.c'),
      change(2, 'src/a.ts', 'README.md', 'yarn.lock'),
    ])
    expect(counted).toEqual({
      files: 3,
      apart: 2,
      changes: [
        { sessionId: 's', number: 1, files: 1 },
        { sessionId: 's', number: 2, files: 2 },
      ],
      folders: { src: { files: 2, apart: 0 }, vendor: { files: 0, apart: 1 } },
    })
    expect(addUpUncounted([change(1)])).toEqual(nothingUncounted)
  })

  it('are known of each folder that a window can be limited to', () => {
    const counted = addUpUncounted([change(1, 'src/deep/er/still/a.ts', 'src/b.ts', 'vendor/x.c')])
    expect(uncountedIn(counted, 'src')).toMatchObject({ files: 2, apart: 0 })
    expect(uncountedIn(counted, 'src/deep/er')).toMatchObject({ files: 1 })
    expect(uncountedIn(counted, 'vendor')).toMatchObject({ files: 0, apart: 1 })
    expect(uncountedIn(counted, 'docs')).toEqual(nothingUncounted)
    // Rather too many than none.
    expect(uncountedIn(counted, 'src/deep/er/still')).toMatchObject({ files: 1 })
  })

  it('are said of a folder above, where there are too many folders to name them all', () => {
    const paths = Array.from({ length: 500 }, (_, at) => `src/part${at}/a.ts`)
    const counted = addUpUncounted([change(1, ...paths)])
    expect(Object.keys(counted.folders).length).toBeLessThan(500)
    expect(uncountedIn(counted, 'src/part499')).toMatchObject({ files: 500 })
  })
})
