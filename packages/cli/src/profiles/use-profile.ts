import { screenOn } from '../screen.ts'
import { configFolder } from './config-folder.ts'
import { readBook, using, writeBook } from './profile-book.ts'

export async function useProfile(name: string): Promise<void> {
  const screen = screenOn(process.stderr)
  const folder = configFolder(process.env)
  await writeBook(folder, using(await readBook(folder), name))
  screen.line(`${screen.paint('green', '✓')} In use is ${name}.`)
}
