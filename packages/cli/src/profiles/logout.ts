import { Failure } from '../failure.ts'
import { screenOn } from '../screen.ts'
import { configFolder } from './config-folder.ts'
import { profileOf, readBook, withoutProfile, writeBook } from './profile-book.ts'
import { vaultOf } from './vault.ts'

/** Its token set stays where it is, sealed: other programs may share it, and Pagamio cannot take it back. */
export async function logout(profile: string | undefined): Promise<void> {
  const screen = screenOn(process.stderr)
  const folder = configFolder(process.env)
  const book = await readBook(folder)
  const name = profile ?? book.current
  if (name === undefined) throw new Failure('No profile is in use.', 'Name one: `pagamio logout --profile shop`.')
  await vaultOf(profileOf(book, name).passwordIn, folder).delete(name)
  const next = withoutProfile(book, name)
  await writeBook(folder, next)
  screen.line(`${screen.paint('green', '✓')} Profile ${name} is forgotten.`)
  const left = Object.keys(next.profiles)
  if (next.current === undefined && left.length > 0)
    screen.line(`  In use is none now: \`pagamio profiles use ${left[0]}\` chooses one.`)
}
