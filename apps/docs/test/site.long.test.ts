// The built site, in a real browser.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Browser, hasBrowser, openBrowser } from '../../../packages/panel/test/support/browser.ts'
import { parseScenario } from '../src/live/world/scenario.ts'
import { World } from '../src/live/world/world.ts'
import { serveSite } from './support/serve.ts'

const SCENARIO = 'seed=3&processes=4&merchants=1&do=herd@5,revoke@600,kill@900'

describe.skipIf(!hasBrowser)('the site in Chromium', () => {
  let browser: Browser
  let site: Awaited<ReturnType<typeof serveSite>>
  const elsewhere: string[] = []
  const trouble: string[] = []

  beforeAll(async () => {
    site = await serveSite()
    browser = await openBrowser()
    browser.context.on('request', (request) => {
      if (!request.url().startsWith(site.url) && !request.url().startsWith('data:')) elsewhere.push(request.url())
    })
    browser.context.on('weberror', (error) => trouble.push(error.error().message))
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    site?.close()
  })

  async function open(path: string, options: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
    const { width = 1280, colorScheme = 'light' } = options
    const page = await browser.context.newPage()
    await page.emulateMedia({ reducedMotion: 'reduce', colorScheme })
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`${site.url}${path}`)
    return page
  }

  const fact = (page: Page, side: string, name: string) =>
    page.getByRole('region', { name: side }).locator('dl > div', { hasText: name }).locator('dd').textContent()

  test('the reader sees the counts that the same scenario has without a browser', async () => {
    const world = await World.open(parseScenario(SCENARIO))
    await world.advanceTo(20 * 60_000)
    const { library, handWritten } = world.view()
    const page = await open(`/try/#${SCENARIO}`)
    await page.getByRole('slider').waitFor()
    await page.getByRole('slider').fill('20')
    await page.getByText('0:20:00').waitFor()
    for (const [side, seen] of [
      ['@pagamio/auth-core', library],
      ['Written by hand', handWritten],
    ] as const) {
      expect(await fact(page, side, 'token calls')).toBe(`${seen.logins + seen.refreshes}`)
      expect(await fact(page, side, 'requests served')).toBe(`${seen.served}`)
      expect(await fact(page, side, 'requests failed')).toBe(`${seen.failed}`)
    }
  })

  test('what the reader does is in the address, and can be sent to somebody', async () => {
    const page = await open('/try/')
    await page.getByRole('slider').fill('10')
    await page.getByText('0:10:00').waitFor()
    await page.getByRole('button', { name: 'Revoke all tokens' }).click()
    await expect.poll(() => page.evaluate('location.hash')).toContain('revoke@600')
    await page.getByRole('slider').fill('20')
    await page.getByText('0:20:00').waitFor()
    const calls = await fact(page, '@pagamio/auth-core', 'token calls')
    const friend = await open(`/try/${await page.evaluate('location.hash')}`)
    await friend.getByRole('slider').fill('20')
    await friend.getByText('0:20:00').waitFor()
    expect(await fact(friend, '@pagamio/auth-core', 'token calls')).toBe(calls)
  })

  test('it plays by itself, except for those who asked for less motion', async () => {
    const still = await open('/')
    await still.getByRole('button', { name: 'Play' }).waitFor()
    const page = await browser.context.newPage()
    await page.goto(`${site.url}/`)
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await expect.poll(() => page.getByLabel('time since the start', { exact: true }).textContent()).not.toBe('0:00:00')
  })

  test.each([
    ['/', 'light'],
    ['/try/', 'dark'],
    ['/start/', 'light'],
    ['/start/nestjs/', 'dark'],
    ['/concepts/sharing/', 'light'],
    ['/operate/errors/', 'dark'],
    ['/operate/stores/', 'light'],
    ['/packages/cli/', 'dark'],
    ['/reference/changelog/', 'light'],
    ['/testing/simulator/', 'dark'],
  ] as const)('%s has no fault that axe finds, and fits a phone, %s', async (path, colorScheme) => {
    const page = await open(path, { width: 360, colorScheme })
    if (path === '/' || path === '/try/') await page.getByRole('slider').waitFor()
    // Blocks of code that are wider than the page are regions without a name: the highlighter makes them so.
    const { violations } = await new AxeBuilder({ page }).exclude('.expressive-code pre').analyze()
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
    const overflow = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    expect(overflow).toBeLessThanOrEqual(0)
    await page.close()
  })

  test('search finds a page by what it is about', async () => {
    const page = await open('/start/')
    await page.getByRole('button', { name: 'Search' }).click()
    await page.getByRole('textbox', { name: 'Search' }).fill('retryAfterMs')
    await page.locator('.pagefind-ui__result-link').first().waitFor()
  })

  test('no request went to another host, and no script threw', () => {
    expect(elsewhere).toEqual([])
    expect(trouble).toEqual([])
  })
})
