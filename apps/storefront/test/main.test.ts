import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { takeTour } from '../src/tour.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

function start(env: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, NO_COLOR: '1', ...env }, timeout: 20_000 }
    const child = execFile(process.execPath, [main, '--once'], options, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr })
    })
  })
}

test('tour › every step comes out as claimed, by what the server counted', async () => {
  const steps = await takeTour()
  expect(steps.map(({ logins, refreshes }) => [logins, refreshes])).toEqual([
    [1, 0],
    [0, 1],
    [0, 1],
    [0, 1],
  ])
  expect(steps.every(({ held }) => held)).toBe(true)
})

test('main › --once shows the tour and ends with 0', async () => {
  const { code, stdout, stderr } = await start({})
  expect(stderr).toBe('')
  expect(stdout).toContain('Cold start')
  expect(stdout).toContain('charged once')
  expect(code).toBe(0)
})

test('main › half an environment is one clear line, a hint and exit code 1', async () => {
  const { code, stderr } = await start({ PAGAMIO_USERNAME: 'somebody' })
  expect(code).toBe(1)
  expect(stderr).toContain('invalid_options')
  expect(stderr).toContain('PAGAMIO_PASSWORD')
  expect(stderr).not.toContain('    at ')
})
