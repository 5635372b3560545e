import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { demoCredentials } from '@pagamio/simulator'
import { expect, test } from 'vitest'
import { machine, type Run } from './support/run.ts'

const { username, password } = demoCredentials

test('no command shows password, username or token but where that is its work, whatever goes wrong (failure mode 118)', async () => {
  const { run, spawn, simulator, home } = await machine()
  const wrong = 'canary-wrong-password'
  await writeFile(`${home}/secret`, 'canary-of-the-file\nand-another-line')
  const shown: Run[] = []
  const look = async (args: readonly string[], env: Readonly<Record<string, string | undefined>> = {}) => {
    shown.push(await run(args, { env }))
  }
  const calls = [
    ['status'],
    ['status', '--json'],
    ['api', '-i', '--verbose', '/products/categories'],
    ['doctor'],
    ['doctor', '--json'],
  ]
  const token = (await run(['token'])).out.trim()
  for (const args of calls) await look(args)
  // Past the streams of its own a library might write to those of the process.
  for (const env of [{}, { PAGAMIO_PASSWORD: wrong }])
    shown.push(await spawn(['api', '-i', '--verbose', '/products/categories'], { env }))
  for (const args of [['doctor'], ['api', '-i', '--verbose', '/products/categories'], ['token', '--verbose']]) {
    await look(args, { PAGAMIO_PASSWORD: wrong })
    await look(args, { PAGAMIO_PASSWORD: `${wrong}\n` })
    await look(args, { PAGAMIO_PASSWORD: undefined, PAGAMIO_PASSWORD_FILE: `${home}/secret` })
    await look(args, { PAGAMIO_PASSWORD: undefined, PAGAMIO_PASSWORD_FILE: wrong })
    await look(args, { PAGAMIO_BASE_URL: `http://${wrong}@127.0.0.1/` })
    await look(args, { PAGAMIO_ENVIRONMENT: wrong, PAGAMIO_BASE_URL: undefined })
  }
  simulator.failNext('any', { kind: 'html' }, Number.POSITIVE_INFINITY)
  for (const args of calls) await look(args)
  await look(['token', '--verbose'], { PAGAMIO_STORE_FOLDER: `${home}/another` })

  const all = shown.map(({ out, err }) => out + err).join('\n')
  expect(all.length).toBeGreaterThan(2_000)
  for (const secret of [password, username, wrong, token, 'canary-of-the-file']) expect(all).not.toContain(secret)
})

test('nothing secret is in the list of processes', async () => {
  const { start, simulator } = await machine({ latencyMs: 800 })
  const child = start(['api', '/products/categories'])
  while (simulator.count() === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  const { stdout } = await promisify(execFile)('ps', ['-o', 'args=', '-p', String(child.pid)])
  expect(stdout).toContain('api /products/categories')
  expect(stdout).not.toContain(password)
})
