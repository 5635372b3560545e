import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { certificates } from './doctor/support/certificates.ts'
import { serve } from './doctor/support/front.ts'
import { bin, type Machine, machine } from './support/run.ts'
import { testShell } from './support/shell.ts'

const read = (page: string) => readFile(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8')
const readme = await read('packages/cli/README.md')
const pages = [
  readme,
  ...(await Promise.all(['proxy', 'operate/doctor', 'operate/sizing'].map((page) => read(`docs/${page}.md`)))),
]
const sessions = [...pages.join('\n').matchAll(/<!-- setup: ([a-z-]+) -->\n\n```console\n([\s\S]*?)```/g)].map(
  ([, setup = '', shown = '']) => ({
    setup,
    steps: [...shown.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n?)*)/gm)].map(([, command = '', output = '']) => ({
      command,
      output,
    })),
  }),
)

/** What the machine is like, as environment variables beyond those of one that works. */
const setups: Readonly<Record<string, (shop: Machine) => Promise<Record<string, string>>>> = {
  simulated: async () => ({}),
  unconfigured: async () => ({ PAGAMIO_USERNAME: '', PAGAMIO_PASSWORD: '', PAGAMIO_BASE_URL: '' }),
  'wrong-password': async () => ({ PAGAMIO_PASSWORD: 'wrong' }),
  'nothing-listens': async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    server.close()
    return { PAGAMIO_BASE_URL: `http://127.0.0.1:${port}/api/v1` }
  },
  'self-signed': async ({ simulator }) => {
    const { url, stop } = await serve(simulator, { now: Date.now, certificate: certificates.selfSigned })
    onTestFinished(stop)
    return { PAGAMIO_BASE_URL: url }
  },
  'limit-spent': async ({ run, simulator }) => {
    simulator.failNext('login', { kind: 'status', status: 429 })
    await run(['token'])
    return {}
  },
  'open-folder': async ({ home }) => {
    await mkdir(`${home}/tokens`)
    await chmod(`${home}/tokens`, 0o777)
    return {}
  },
}

/** A run of the tool alone; anything else is a shell's. */
const OWN = /^pagamio ([\w ./=-]+)$/

/** What a shell shows of a command: both streams, one after the other. */
async function shown(shop: Machine, command: string, more: Readonly<Record<string, string>>): Promise<string> {
  const { env } = shop
  const [, args] = OWN.exec(command) ?? []
  const { out, err } = args ? await shop.run(args.split(' '), { env: more }) : await inShell(shop, command, more)
  const { port } = new URL(more.PAGAMIO_BASE_URL || (env.PAGAMIO_BASE_URL ?? ''))
  return (out + err).replaceAll(`:${port}`, ':8700')
}

async function inShell({ home, env }: Machine, command: string, more: Readonly<Record<string, string>>) {
  await writeFile(`${home}/pagamio`, `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n`)
  await chmod(`${home}/pagamio`, 0o755)
  const child = spawn('sh', ['-c', command], { env: { ...env, PATH: `${home}:${env.PATH}`, ...more } })
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { out, err }
}

const escaped = (literal: string) => literal.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
/** A `…` stands for whatever is different each time, or too long. */
const pattern = (output: string) => new RegExp(`^${output.trimEnd().split('…').map(escaped).join('[\\s\\S]*?')}\\s*$`)

describe('the sessions of the README and the pages', () => {
  test('there are those of the first minutes and of five broken setups at least', () => {
    expect(sessions.length).toBeGreaterThanOrEqual(7)
    expect(pages.join('\n').match(/```console/g)).toHaveLength(sessions.length)
  })

  test.each(sessions.filter(({ setup }) => setup !== 'none'))('$setup', async ({ setup, steps }) => {
    const shop = await machine()
    const more = (await setups[setup]?.(shop)) ?? {}
    expect(steps.length).toBeGreaterThan(0)
    for (const { command, output } of steps) expect(await shown(shop, command, more)).toMatch(pattern(output))
  })
})

describe('what they say', () => {
  test('of exit codes is what the tool has', async () => {
    const { exitCodes, exitCodeOfStatus } = await import('../src/exit-codes.ts')
    const table = (await read('docs/settings.md')).split('## Exit codes')[1]?.split('\n## ')[0] ?? ''
    const listed = [...table.matchAll(/^\| ([\d, ]+?) +\|/gm)].flatMap(([, codes = '']) =>
      codes.split(', ').map(Number),
    )
    const known = [...Object.values(exitCodes), ...[302, 404, 503].map(exitCodeOfStatus), 129, 130, 143]
    expect(listed).toEqual(known)
  })

  test('of commands is what there is', async () => {
    const { createProgram } = await import('../src/program.ts')
    for (const { name } of createProgram(testShell({ env: {} }), () => {}).commands.map((command) => ({
      name: command.name(),
    })))
      expect(readme).toMatch(new RegExp(`^\\| .*(\`pagamio ${name}|\`${name}\`)`, 'm'))
  })
})
