import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a folder tells of the project in it. */
export interface Project {
  /** What it depends on, by name. */
  readonly packages: readonly string[]
  /** The names in its folder. */
  readonly files: readonly string[]
}

/** Nothing where there is no project, or none that can be read. */
export async function projectIn(folder: string): Promise<Project> {
  return { packages: await dependenciesIn(folder), files: await readdir(folder).catch(() => []) }
}

async function dependenciesIn(folder: string): Promise<readonly string[]> {
  try {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    return Object.keys({ ...dependencies, ...devDependencies })
  } catch {
    return []
  }
}
