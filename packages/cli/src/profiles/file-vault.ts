import { join } from 'node:path'
import { Failure } from '../failure.ts'
import { alone } from './alone.ts'
import { readPrivate, writePrivate } from './private-file.ts'
import type { Vault } from './vault.ts'

export const passwordFile = (folder: string): string => join(folder, 'passwords.json')

/** Passwords in a file that only its owner can read: for machines without a keyring. */
export function fileVault(folder: string): Vault {
  const path = passwordFile(folder)
  async function read(): Promise<Readonly<Record<string, string>>> {
    const text = await readPrivate(path)
    try {
      return text === undefined ? {} : (JSON.parse(text) as Record<string, string>)
    } catch {
      throw new Failure(`${path} cannot be read.`, 'Delete it, and run `pagamio login` again.')
    }
  }
  const write = (passwords: Readonly<Record<string, string>>) => writePrivate(path, `${JSON.stringify(passwords)}\n`)
  return {
    async get(profile) {
      const passwords = await read()
      return Object.hasOwn(passwords, profile) ? passwords[profile] : undefined
    },
    set: (profile, password) => alone(folder, async () => write({ ...(await read()), [profile]: password })),
    async delete(profile) {
      if ((await this.get(profile)) === undefined) return
      await alone(folder, async () => {
        const { [profile]: _gone, ...rest } = await read()
        await write(rest)
      })
    },
  }
}
