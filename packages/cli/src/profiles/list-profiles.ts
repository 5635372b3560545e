import { environments } from '@pagamio/auth-core'
import { columns, screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { configFolder } from './config-folder.ts'
import { readBook } from './profile-book.ts'

/** Never the passwords. */
export async function listProfiles(
  { env, stdout, stderr }: Shell,
  { json }: { readonly json?: boolean | undefined },
): Promise<void> {
  const { current, profiles } = await readBook(configFolder(env))
  const known = Object.entries(profiles).map(([name, profile]) => ({ name, inUse: name === current, ...profile }))
  const out = screenOn(stdout, env)
  if (json) return out.line(JSON.stringify(known))
  if (known.length === 0) return screenOn(stderr, env).line('There are none yet: `pagamio login` makes one.')
  const rows = known.map(({ name, inUse, username, baseUrl, passwordIn }) => [
    inUse ? '●' : ' ',
    name,
    username,
    nameOf(baseUrl),
    passwordIn === 'keyring' ? 'keyring' : 'private file',
  ])
  const titles = ['', 'profile', 'username', 'environment', 'password']
  for (const line of columns([titles, ...rows], (cell, row, column) =>
    row === 0 ? out.paint('dim', cell) : column === 0 ? out.paint('green', cell) : cell,
  ))
    out.line(line)
}

const nameOf = (baseUrl: string): string =>
  Object.entries(environments).find(([, url]) => url === baseUrl)?.[0] ?? baseUrl
