import { screenOn } from '../screen.ts'
import type { Shell } from '../shell.ts'
import { configFolder } from './config-folder.ts'
import { changeBook, profileOf } from './profile-book.ts'

export async function useProfile({ env, stderr }: Shell, name: string): Promise<void> {
  const screen = screenOn(stderr, env)
  await changeBook(configFolder(env), (book) => {
    profileOf(book, name)
    return { ...book, current: name }
  })
  screen.line(`${screen.paint('green', '✓')} In use is ${name}.`)
}
