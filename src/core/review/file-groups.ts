import type { RepoPath } from '../repo/repo-path'
import { type AsideKind, asideKind } from './generated'

/** What kind of file it is, for a list that shows code first. Tests are read like code; the others are counted apart. */
export type FileGroup = 'code' | 'tests' | AsideKind

const testFolders = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|testdata|__mocks__)\//i
// As the test runners of the common languages find them; "Test" needs its capital, so that "latest.java" is none.
const testName =
  /(?:[._-](?:test|tests|spec|specs|cy|e2e)\.[^/.]+|(?:^|\/)(?:test_[^/]+|[^/]+_test)\.(?:py|go|rb|ex|exs|dart|cc|cpp|c|rs)|(?:[a-z0-9](?:Tests?|Spec|IT)|(?:^|\/)Test[A-Z][^/]*)\.(?:java|kt|kts|groovy|scala|cs|vb|fs|swift|php)|(?:^|\/)conftest\.py)$/

/** The group of a file, by its path alone. */
export function fileGroup(path: RepoPath): FileGroup {
  return asideKind(path) ?? (testFolders.test(path) || testName.test(path) ? 'tests' : 'code')
}

export const fileGroups: readonly FileGroup[] = ['code', 'tests', 'generated', 'lock', 'vendored']

/** The name of a group, as a heading. */
export const groupName: Readonly<Record<FileGroup, string>> = {
  code: 'Code',
  tests: 'Tests',
  generated: 'Generated',
  lock: 'Lock files',
  vendored: 'Vendored',
}
