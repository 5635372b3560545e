// The TypeScript snippets of a package's pages, as files that can be compiled and run: a README that lies fails a test.
import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Snippet {
  readonly name: string
  readonly code: string
}

/** What a failed child process had to say. */
function complaint(error: unknown): never {
  const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string }
  throw new Error(`${message}\n${stdout}${stderr}`)
}

/**
 * @param home the package's folder; the snippets are written below its `test`
 * @param pages files to read, relative to `home`
 */
export function snippetsOf(home: string, pages: readonly string[] = ['README.md']) {
  const folder = join(home, 'test/.snippets')
  const snippets: readonly Snippet[] = pages.flatMap((page) =>
    [...readFileSync(join(home, page), 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ''], n) => ({
      name: `${page.replace(/\W+/g, '-').toLowerCase()}-${n + 1}`,
      code: `${code}\nexport {}\n`,
    })),
  )
  return {
    snippets,
    /** Writes them, with a tsconfig like the package's own. */
    write(compilerOptions: object = {}): void {
      mkdirSync(folder, { recursive: true })
      for (const { name, code } of snippets) writeFileSync(join(folder, `${name}.ts`), code)
      const config = { extends: '../../tsconfig.json', include: ['*.ts'], compilerOptions }
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
    /** Rejects with what the compiler says. */
    compile: () => run(join(home, 'node_modules/.bin/tsc'), ['-p', folder]).catch(complaint),
    /** Runs one in a process of its own and gives what it prints; rejects with what it complains of. */
    run: ({ name }: Snippet, env: Record<string, string>) =>
      run(process.execPath, [join(folder, `${name}.ts`)], {
        timeout: 30_000,
        env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...env },
      }).then(({ stdout }) => stdout, complaint),
    /**
     * Runs several in one process, one after the other, which costs a fraction, and gives what each of them prints.
     * @param world a module whose default export is called before each, makes its surroundings, and may return what
     *   clears them away
     */
    async runInTurn(runs: readonly Snippet[], world: string): Promise<readonly string[]> {
      const program = join(folder, 'in-turn.ts')
      const files = runs.map(({ name }) => `./${name}.ts`)
      writeFileSync(program, inTurn(world, files))
      const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE }
      const { stdout } = await run(process.execPath, [program], { timeout: 60_000, env }).catch(complaint)
      return stdout.split(`${MARK}\n`).slice(1)
    },
  }
}

const MARK = '--- the next snippet'

const inTurn = (world: string, files: readonly string[]) => `import world from ${JSON.stringify(world)}
for (const file of ${JSON.stringify(files)}) {
  const clearAway = await world()
  console.log(${JSON.stringify(MARK)})
  await import(file)
  await clearAway?.()
}
`
