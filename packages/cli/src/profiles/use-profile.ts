import { screenOn } from '../screen.ts'
import { configFolder } from './config-folder.ts'
import { profileOf, readBook, writeBook } from './profile-book.ts'

export async function useProfile(name: string): Promise<void> {
  const screen = screenOn(process.stderr)
  const folder = configFolder(process.env)
  const book = await readBook(folder)
  profileOf(book, name)
  await writeBook(folder, { ...book, current: name })
  screen.line(`${screen.paint('green', '✓')} In use is ${name}.`)
}
