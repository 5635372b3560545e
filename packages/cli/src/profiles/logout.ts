import { Failure } from '../failure.ts'
import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { configFolder } from './config-folder.ts'
import { vaultOf } from './open-vault.ts'
import { changeBook, profileOf, readBook, withoutProfile } from './profile-book.ts'

/** Its token set stays where it is, sealed: other programs may share it, and Pagamio cannot take it back. */
export async function logout({ env, stderr, interruption }: Shell, profile: string | undefined): Promise<void> {
  const screen = screenOn(stderr, env)
  const { signal, forget } = interruption()
  try {
    const folder = configFolder(env)
    const book = await readBook(folder)
    const name = profile ?? book.current
    if (name === undefined) throw new Failure('No profile is in use.', 'Name one: `pagamio logout --profile shop`.')
    await vaultOf(profileOf(book, name).passwordIn, { folder, env, screen, signal }).delete(name)
    const next = await changeBook(folder, (now) => withoutProfile(now, name))
    screen.line(`${screen.paint('green', '✓')} Profile ${name} is forgotten.`)
    const [left] = Object.keys(next.profiles)
    if (next.current === undefined && left !== undefined)
      screen.line(`  In use is none now: \`pagamio profiles use ${left}\` chooses one.`)
  } finally {
    forget()
  }
}
