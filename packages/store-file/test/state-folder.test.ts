import { describe, expect, test } from 'vitest'
import { stateFolder } from '../src/state-folder.ts'

const home = () => '/home/shop'

describe('the folder, where none is given', () => {
  test.each([
    ['linux', {}, '/home/shop/.local/state/pagamio/tokens'],
    ['linux', { XDG_STATE_HOME: '/var/state' }, '/var/state/pagamio/tokens'],
    ['linux', { XDG_STATE_HOME: 'relative' }, '/home/shop/.local/state/pagamio/tokens'],
    ['linux', { XDG_STATE_HOME: '' }, '/home/shop/.local/state/pagamio/tokens'],
    ['freebsd', {}, '/home/shop/.local/state/pagamio/tokens'],
    ['darwin', { XDG_STATE_HOME: '/var/state' }, '/home/shop/Library/Application Support/pagamio/tokens'],
    ['win32', { LOCALAPPDATA: 'C:\\Users\\shop\\AppData\\Local' }, 'C:\\Users\\shop\\AppData\\Local\\pagamio\\tokens'],
    ['win32', {}, '\\home\\shop\\AppData\\Local\\pagamio\\tokens'],
  ])('on %s with %j is %s', (platform, env, folder) => {
    expect(stateFolder(platform, env, home)).toBe(folder)
  })
})
