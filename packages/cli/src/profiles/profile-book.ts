import { join } from 'node:path'
import { exitCodes } from '../exit-codes.ts'
import { Failure } from '../failure.ts'
import { alone } from './alone.ts'
import { readPrivate, writePrivate } from './private-file.ts'

/** Where a password is kept. */
export type VaultName = 'keyring' | 'file'

/** One merchant in one environment. Its password is elsewhere. */
export interface Profile {
  readonly username: string
  readonly baseUrl: string
  readonly passwordIn: VaultName
}

/** All profiles, and which one is in use. A frozen value, replaced whole. */
export interface ProfileBook {
  readonly current: string | undefined
  readonly profiles: Readonly<Record<string, Profile>>
}

const EMPTY: ProfileBook = { current: undefined, profiles: {} }
const fileIn = (folder: string) => join(folder, 'profiles.json')

/** @throws Failure where the file is no book, or others can read it */
export async function readBook(folder: string): Promise<ProfileBook> {
  const text = await readPrivate(fileIn(folder))
  if (text === undefined) return EMPTY
  const book = parsed(text)
  if (!isBook(book)) {
    throw new Failure(`${fileIn(folder)} cannot be read.`, 'Delete it, and run `pagamio login` for each profile again.')
  }
  return { current: book.current, profiles: { ...book.profiles } }
}

/** Replaces the book by what it is changed to, as it is then and not as it was when somebody last looked. */
export const changeBook = (folder: string, change: (book: ProfileBook) => ProfileBook): Promise<ProfileBook> =>
  alone(folder, async () => {
    const next = change(await readBook(folder))
    await writePrivate(fileIn(folder), `${JSON.stringify(next, null, 2)}\n`)
    return next
  })

/** The first profile is in use from then on. */
export const withProfile = (book: ProfileBook, name: string, profile: Profile): ProfileBook => ({
  current: book.current ?? name,
  profiles: { ...book.profiles, [name]: profile },
})

export function withoutProfile({ current, profiles }: ProfileBook, name: string): ProfileBook {
  const { [name]: _gone, ...rest } = profiles
  return { current: current === name ? undefined : current, profiles: rest }
}

/** @throws Failure for a name that there is no profile of */
export function profileOf({ profiles }: ProfileBook, name: string): Profile {
  const found = Object.hasOwn(profiles, name) ? profiles[name] : undefined
  if (!found) throw new Failure(`There is no profile ${name}.`, 'See `pagamio profiles`.', exitCodes.usage)
  return found
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isBook(value: unknown): value is ProfileBook {
  const { current, profiles } = (value ?? {}) as Partial<ProfileBook>
  return (
    (current === undefined || typeof current === 'string') &&
    typeof profiles === 'object' &&
    profiles !== null &&
    Object.values(profiles).every(isProfile)
  )
}

const isProfile = ({ username, baseUrl, passwordIn }: Partial<Profile>): boolean =>
  typeof username === 'string' && typeof baseUrl === 'string' && (passwordIn === 'keyring' || passwordIn === 'file')
