import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, test } from 'vitest'
import { simulateCommand } from '../../src/commands/simulate.ts'
import { exitCodes } from '../../src/exit-codes.ts'
import { exportLines } from '../../src/simulate/exports.ts'
import { type SimulateFlags, simulatorOptionsOf } from '../../src/simulate/simulate-flags.ts'
import { testShell } from '../support/shell.ts'
import { thrownBy } from './support/thrown-by.ts'

/** What the command line becomes, without running anything. */
function flagsOf(...args: string[]): SimulateFlags {
  const command = simulateCommand(testShell({ env: {} })).action(() => {})
  return command.parse(args, { from: 'user' }).opts()
}

const plain = { rotation: 'strict', responseShape: 'envelope', strict: false, latencyMs: 0 }

describe('pagamio simulate', () => {
  test('without flags is the documented API on port 8700', () => {
    const flags = flagsOf()
    expect(flags.port).toBe(8700)
    expect(simulatorOptionsOf(flags)).toEqual({ ...plain, limits: {}, lifetimes: {} })
  })

  test.each([
    [['--no-limits'], { limits: false }],
    [['--logins', '0'], { limits: { logins: 0 } }],
    [['--window', '10', '--block-after', '3'], { limits: { windowMs: 10_000, blockAfter: 3 } }],
    [['--lifetime', '120'], { lifetimes: { accessMs: 120_000 } }],
    [['--rotation', 'lax'], { rotation: 'lax' }],
    [['--shape', 'flat'], { responseShape: 'flat' }],
    [['--shape', 'profile'], { responseShape: 'profile' }],
    [['--strict'], { strict: true }],
    [['--latency', '250'], { latencyMs: 250 }],
  ])('%j is understood', (args, options) => {
    expect(simulatorOptionsOf(flagsOf(...args))).toEqual({ ...plain, limits: {}, lifetimes: {}, ...options })
  })

  test('--fail may be given several times, and the order is kept', () => {
    expect(flagsOf('--fail', 'login=503x2', '--fail', 'any=reset').fail).toEqual([
      { endpoint: 'login', fault: { kind: 'status', status: 503 }, times: 2 },
      { endpoint: 'any', fault: { kind: 'reset' }, times: 1 },
    ])
  })

  test.each([
    ['--port', '65536'],
    ['--port', '-1'],
    ['--port', 'hunter2'],
    ['--address', 'hunter2.example'],
    ['--logins', '1.5'],
    ['--window', '0'],
    ['--block-after', '0'],
    ['--lifetime', '86401'],
    ['--latency', 'hunter2'],
    ['--rotation', 'hunter2'],
    ['--shape', ''],
    ['--fail', 'login=hunter2'],
  ])('%s %j is refused by the name of the option, without the value (failure mode 117)', (flag, value) => {
    const failure = thrownBy(() => flagsOf(flag, value))
    expect(failure.exitCode).toBe(exitCodes.usage)
    expect(failure.message).toMatch(new RegExp(`^${flag} .*should`))
    expect(`${failure.message} ${failure.hint}`).not.toContain('hunter2')
  })

  test.each([
    ['--logins', '3'],
    ['--window', '3'],
    ['--block-after', '3'],
  ])('--no-limits together with %s is refused', (flag, value) => {
    const failure = thrownBy(() => simulatorOptionsOf(flagsOf('--no-limits', flag, value)))
    expect(failure).toMatchObject({ exitCode: exitCodes.usage, message: expect.stringContaining(flag) })
  })

  test('prints what a shell can evaluate: the base URL and the demo credentials', () => {
    expect(exportLines('http://127.0.0.1:8700/api/v1').split('\n')).toEqual([
      'unset PAGAMIO_ENVIRONMENT PAGAMIO_PASSWORD_FILE',
      'export PAGAMIO_BASE_URL=http://127.0.0.1:8700/api/v1',
      `export PAGAMIO_USERNAME=${demoCredentials.username}`,
      `export PAGAMIO_PASSWORD=${demoCredentials.password}`,
      '',
    ])
  })
})
