import { describe, expect, test } from 'vitest'
import { machine } from './support/run.ts'

const commands = [
  [],
  ['token'],
  ['api'],
  ['proxy'],
  ['run'],
  ['doctor'],
  ['status'],
  ['whoami'],
  ['login'],
  ['logout'],
  ['profiles'],
  ['profiles', 'use'],
  ['key'],
  ['key', 'new'],
  ['plan'],
  ['simulate'],
]

describe('help', () => {
  test.each(commands.map((command) => [['pagamio', ...command].join(' '), command] as const))(
    '%s --help',
    async (_, command) => {
      const { run, simulator } = await machine()
      const { out, err, code } = await run([...command, '--help'])
      expect(out).toMatchSnapshot()
      expect({ err, code }).toEqual({ err: '', code: 0 })
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
      expect(simulator.count()).toBe(0)
    },
  )

  test('is what there is without a command', async () => {
    const { run } = await machine()
    expect(await run([])).toEqual(await run(['--help']))
  })

  test.each([['token'], ['api'], ['run'], ['simulate']])('help %s is %s --help', async (command) => {
    const { run } = await machine()
    expect(await run(['help', command])).toEqual(await run([command, '--help']))
    expect(await run(['help'])).toEqual(await run(['--help']))
  })

  test('of a command that there is not is no help', async () => {
    const { run } = await machine()
    const { out, err, code } = await run(['help', 'hunter2'])
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('There is no such command.')
    expect(err).not.toContain('hunter')
  })

  test('--version is the version of the package', async () => {
    const { run } = await machine()
    const { default: manifest } = await import('../package.json', { with: { type: 'json' } })
    expect((await run(['--version'])).out).toBe(`${manifest.version}\n`)
  })
})

describe('a password among the arguments is refused, and not repeated (failure mode 117)', () => {
  test.each([
    [['token', '--password', 'hunter2']],
    [['token', '--password=hunter2']],
    [['login', '--username', 'x', '-p', 'hunter2']],
    [['--token=hunter2', 'api', '/x']],
    [['login', '--Secret', 'hunter2']],
    [['login', '-phunter2']],
    [['-phunter2']],
    [['login', '--passwordhunter2']],
    [['login', '--pass:hunter2']],
    [['login', '-passhunter2']],
    [['login', '--password-stdin=hunter2']],
    [['login', '--password-stdinhunter2']],
    [['token', '--passphrase=hunter2']],
  ])('%j', async (args) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(args)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain('is refused')
    expect(err).not.toContain('hunter2')
    expect(simulator.count()).toBe(0)
  })
})

describe('what makes no sense is said so without repeating values, with 2', () => {
  test.each([
    [['tokn'], 'There is no such command. Did you mean token?'],
    [['hunter2'], 'There is no such command.'],
    [['hunter2', '--nothing'], 'There is no such'],
    [['token', '--heder'], 'There is no such option. Did you mean --header?'],
    [['token', '--hunter2'], 'There is no such option.'],
    [['token', '--nothing=hunter2'], 'There is no such option.'],
    [['token', '-xhunter2'], 'There is no such option.'],
    [['--nothing', 'hunter'], 'There is no such'],
    [['token', 'hunter2'], 'too many arguments'],
    [['token', '--min-ttl', 'hunter2'], '--min-ttl should be'],
    [['token', '--min-ttl', '901'], '0 to 900'],
    [['token', '--min-ttl'], '--min-ttl'],
    [['login', '--environment', 'hunter2'], 'sandbox or production'],
    [['login', '--storage', 'hunter2'], 'keyring or file'],
    [['login', '--environment', 'sandbox', '--base-url', 'https://x.example'], '--base-url'],
    [['profiles', 'use'], 'name'],
    [['profiles', 'use', 'nobody'], 'There is no profile'],
  ])('%j', async (args, saying) => {
    const { run, simulator } = await machine()
    const { out, err, code } = await run(args)
    expect({ out, code }).toEqual({ out: '', code: 2 })
    expect(err).toContain(saying)
    expect(err).not.toContain('hunter')
    expect(err.split('\n').length).toBeLessThanOrEqual(3)
    expect(simulator.count()).toBe(0)
  })
})
