import { basename } from 'node:path'
import type { Settings } from '../../core/settings'
import { displayName } from '../../core/words/display-name'
import { dayAndTime } from '../../core/words/times'
import { repoIdOf } from '../../services/repo-id'
import { openSettingsFile } from '../../services/settings/settings-file'
import { cannotWrite, prepareHome, settingsNow } from '../home'
import { jsonTime } from '../json-path'
import { openRepo } from '../open-repo'
import { failed, misused, type Outcome, said } from '../outcome'
import { type CliContext, readArgs } from '../verb'

type Repositories = Settings['repositories']

/** As many as the app remembers. */
const mostRecent = 20

/** `firebreak repo list|add|use`. */
export async function repo(args: readonly string[], context: CliContext): Promise<Outcome> {
  const call = readArgs('repo', args, {}, 2)
  if (!call.ok) return call.outcome
  const [action, path] = call.parsed.positionals
  if (action === 'list' && path === undefined) return list(context)
  if (action === 'list') return misused('repo list takes no path.', 'repo')
  if (action !== 'add' && action !== 'use')
    return misused(action === undefined ? 'repo needs list, add or use.' : `repo knows no ${action}.`, 'repo')
  if (path === undefined || path === '') return misused(`repo ${action} needs the path of a repository.`, 'repo')
  return remember(path, action === 'use', context)
}

async function list({ home, clock }: CliContext): Promise<Outcome> {
  const { settings, note } = await settingsNow(home)
  const { recent, active } = settings.repositories
  const known = active === null || recent.some(({ path }) => path === active) ? [] : [{ path: active, atMs: null }]
  const rows = await Promise.all([...known, ...recent].map(({ path, atMs }) => rowOf(path, atMs, active)))
  const text = rows.map(
    ({ path, active: isActive, lastUsedAt }) =>
      `${isActive ? '*' : ' '} ${displayName(path)}${lastUsedAt === null ? '' : `  ${dayAndTime(Date.parse(lastUsedAt), clock.now())}`}`,
  )
  return said(rows, text.length === 0 ? 'No repository is known yet.' : text.join('\n'), {
    notes: note === null ? [] : [note],
  })
}

/** Puts a folder among the known repositories, and makes it the active one if that was asked for. */
async function remember(path: string, makeActive: boolean, context: CliContext): Promise<Outcome> {
  const opened = await openRepo(path, context)
  if (!opened.ok) return failed(opened.error)
  const { home, clock } = context
  const problem = await prepareHome(home)
  if (problem !== null) return failed(problem)
  const { top } = opened.value.layout
  const atMs = clock.now()
  const file = await openSettingsFile({ home, clock })
  const saved = await file.update((current) => ({
    ...current,
    repositories: { ...withRecent(current.repositories, top, atMs), ...(makeActive ? { active: top } : {}) },
  }))
  if (!saved.ok) return failed(cannotWrite(home, 'code' in saved.error ? saved.error.code : 'EIO'))

  const row = await rowOf(top, atMs, saved.value.repositories.active)
  const setAside = file.problem()
  const kept =
    setAside?.kind === 'set-aside' && setAside.keptAs !== null
      ? [`The settings could not be read as they were; they are kept in ${displayName(setAside.keptAs)}.`]
      : []
  return said(
    row,
    makeActive ? `${displayName(row.name)} is the active repository.` : `${displayName(row.name)} is known now.`,
    { notes: kept },
  )
}

function withRecent(repositories: Repositories, path: string, atMs: number): Repositories {
  const others = repositories.recent.filter((recent) => recent.path !== path)
  return { ...repositories, recent: [{ path, atMs }, ...others].slice(0, mostRecent) }
}

async function rowOf(path: string, atMs: number | null, active: string | null) {
  return {
    repoId: await repoIdOf(path),
    path,
    name: basename(path),
    active: path === active,
    lastUsedAt: atMs === null ? null : jsonTime(atMs),
  }
}
