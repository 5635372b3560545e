import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { demoCredentials } from '@pagamio/simulator'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isHeadless, keyringVault } from '../src/profiles/keyring-vault.ts'
import { screenOn } from '../src/screen.ts'
import { bin, type Machine, machine } from './support/run.ts'
import { testShell } from './support/shell.ts'

const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0
const keyring = has('dbus-run-session', '--version') && has('gnome-keyring-daemon', '--version')
if (!keyring) console.warn('SKIPPED: what needs a keyring. Debian: apt-get install -y dbus gnome-keyring')

/** Runs a script in a desktop session of its own, whose keyring is unlocked. */
async function inSession({ home, env }: Machine, script: string) {
  const unlocked = `printf unlock | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n${script}`
  const child = spawn('dbus-run-session', ['--', 'sh', '-c', unlocked], {
    env: { ...env, TOOL: bin, NODE: process.execPath },
  })
  const closed = once(child, 'close')
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  await closed
  return { out, err, home }
}

describe('a keyring that does not answer', () => {
  test.each(['get', 'set', 'delete'] as const)('is given up after a while: %s', async (wish) => {
    const { home, env } = await machine({ credentials: 'none' })
    const bus = createServer().listen(`${home}/bus`)
    onTestFinished(() => void bus.close())
    const where = { ...env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/bus` }
    const { stderr } = testShell({ env: {} })
    const vault = keyringVault({ env: where, screen: screenOn(stderr, {}) }, { patienceMs: 1 })
    const asked = wish === 'set' ? vault.set('shop', 'hunter2') : vault[wish]('shop')
    await expect(asked).rejects.toMatchObject({ message: 'The keyring of this system does not answer.', exitCode: 3 })
  })
})

describe.runIf(keyring)('with a keyring', () => {
  test('the password is in it and in no file; the next command finds it there; logout takes it away', async () => {
    const shop = await machine({ credentials: 'none' })
    const { out, err } = await inSession(
      shop,
      `set -x
printf %s '${demoCredentials.password}' | "$NODE" "$TOOL" login --username '${demoCredentials.username}' --base-url '${shop.url}' --password-stdin
"$NODE" "$TOOL" profiles --json
"$NODE" "$TOOL" token --json
"$NODE" "$TOOL" logout
"$NODE" "$TOOL" token || echo "exit $?"`,
    )
    expect(err).toContain('Profile default: Pagamio accepts it.')
    const [profiles = '', token = '', ...rest] = out.trim().split('\n')
    expect(JSON.parse(profiles)).toMatchObject([{ name: 'default', passwordIn: 'keyring' }])
    expect(JSON.parse(token)).toMatchObject({ token: expect.stringMatching(/^ey/) })
    expect(rest).toEqual(['exit 3'])
    expect(shop.simulator.count('login')).toBe(1)
    const files = await readdir(`${shop.home}/config`, { recursive: true, withFileTypes: true })
    for (const { name, parentPath } of files.filter((file) => file.isFile()))
      expect(await readFile(`${parentPath}/${name}`, 'utf8')).not.toContain(demoCredentials.password)
  })

  test('a keyring that has gone is said to be so, at once', async () => {
    const shop = await machine({ credentials: 'none' })
    await inSession(
      shop,
      `printf %s '${demoCredentials.password}' | "$NODE" "$TOOL" login --username demo --base-url '${shop.url}' --password-stdin`,
    )
    const { out, err, code } = await shop.run(['token'])
    expect({ out, code }).toEqual({ out: '', code: 3 })
    expect(err).toContain('The keyring of this system cannot be used.')
  })
})

test.each([
  ['linux', {}, true],
  ['linux', { SSH_CONNECTION: 'x' }, true],
  ['linux', { DISPLAY: ':0' }, false],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, false],
  ['darwin', {}, false],
  ['darwin', { SSH_CONNECTION: 'x' }, true],
  ['win32', {}, false],
] as const)('nobody can be asked on %s with %j: %j', (platform, env, headless) => {
  expect(isHeadless(env, platform)).toBe(headless)
})

test.runIf(process.platform === 'linux')(
  'where nobody can be asked it is given up soon, and login goes on',
  async () => {
    const { home, run, url, simulator } = await machine({ credentials: 'none' })
    const bus = createServer().listen(`${home}/bus`)
    onTestFinished(() => void bus.close())
    const login = ['login', '--username', 'demo', '--base-url', url, '--password-stdin']
    const startedAt = performance.now()
    const { err, code } = await run(login, {
      input: demoCredentials.password,
      env: { DBUS_SESSION_BUS_ADDRESS: `unix:path=${home}/bus` },
    })
    // It waits for two seconds, and not for a minute.
    expect(performance.now() - startedAt).toBeLessThan(30_000)
    expect(code).toBe(0)
    expect(err).toContain('There is no keyring that can be used.')
    expect(simulator.count('login', 'ok')).toBe(1)
  },
)
