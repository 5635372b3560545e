import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import { memoryStore } from '@pagamio/auth-core'
import { readIncident, replayIncident } from '@pagamio/auth-core/incident'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type PanelOptions, type PanelSource, replayedSource } from '../src/index.ts'
import { servePanel } from '../src/node.ts'
import { type Browser, hasBrowser, openBrowser } from './support/browser.ts'
import { recordedOutage } from './support/recorded.ts'
import { poolScene, scene } from './support/scene.ts'

const MINUTE = 60_000
/** For the docs; elsewhere where a test only looks. */
const images = process.env.PAGAMIO_PANEL_IMAGES
if (images) mkdirSync(images, { recursive: true })

describe.skipIf(!hasBrowser)('the page, in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  /** Opens the page as a person does who clicks on the address that was printed. */
  async function open(
    shown: PanelSource | Readonly<Record<string, PanelSource>>,
    options?: Parameters<typeof servePanel>[1],
  ): Promise<{
    readonly page: Page
    readonly complaints: readonly string[]
    readonly url: string
    close(): Promise<void>
  }> {
    const { url, close } = await servePanel(shown, options)
    const page = await browser.context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    onTestFinished(async () => {
      await page.close()
      await close()
    })
    await page.goto(url)
    await page.locator('.link.live').waitFor()
    return { page, complaints, url, close }
  }

  async function picture(
    page: Page,
    name: string,
    options: { readonly phone?: boolean; readonly dark?: boolean } = {},
  ) {
    await page.setViewportSize(options.phone ? { width: 390, height: 844 } : { width: 1180, height: 900 })
    await page.emulateMedia({ colorScheme: options.dark ? 'dark' : 'light', reducedMotion: 'reduce' })
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    // Where it was resized, the next second is drawn for this size.
    if (images) await page.waitForTimeout(1_200)
    if (images) await page.screenshot({ path: `${images}/${name}.png`, fullPage: true })
  }

  async function nothingAgainst(page: Page) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(
        violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)]),
      ).toEqual([])
    }
  }

  const standing = (page: Page) => page.getByTestId('standing')

  test('before the first token, after a login, and after a revocation under a hundred callers', async () => {
    const { auth, simulator, clock } = scene()
    const { page, complaints } = await open(auth, {
      play: { simulator, clock, call: () => auth.fetch('/products/categories') },
    })
    await expect.poll(() => standing(page).textContent()).toBe('No token yet')
    await nothingAgainst(page)

    await page.getByRole('button', { name: 'Call the API' }).click()
    await expect.poll(() => standing(page).textContent()).toMatch(/^Good for/)
    await page.getByText(/^Login answered in \d+ ms: a token for 30 min/).waitFor()
    expect(await page.getByRole('img', { name: /^1 of 5 used/ }).count()).toBe(1)

    await page.getByRole('button', { name: '+5 min' }).click()
    await page.getByText('5 min have passed.').waitFor()
    await page.getByRole('button', { name: 'Slow answers' }).click()
    await page.getByText(/^The next login and the next refresh take \d+ s\./).waitFor()
    await page.getByRole('button', { name: 'Revoke the token' }).click()
    await page.getByText('Revoked: the next call is answered 401.').waitFor()
    await page.getByRole('button', { name: '100 calls at once' }).click()
    await expect.poll(() => page.getByTestId('flight').textContent()).toBe('A refresh was sent')
    await page.getByText('100 callers wait for it').waitFor()
    await picture(page, 'panel-flight')
    await page.getByText(/^Refresh answered in \d+(\.\d)? s/).waitFor()
    expect(simulator.count('refresh')).toBe(1)
    await page.getByRole('button', { name: '+5 min' }).click()
    await expect.poll(() => standing(page).textContent()).toMatch(/^Good for (25 min|24 min)/)
    await nothingAgainst(page)
    await picture(page, 'panel-token-dark', { dark: true })
    await picture(page, 'panel-token-phone', { phone: true })
    expect(complaints).toEqual([])
  })

  test('in an outage: what callers still have, what failed, and when the next try is', async () => {
    const { auth, simulator, clock } = scene()
    const { page } = await open(auth, { play: { simulator, clock, call: () => auth.fetch('/products/categories') } })
    await auth.getToken()
    await page.getByRole('button', { name: 'Outage' }).click()
    await page.getByText('are answered 503').waitFor()
    await clock.turn(27 * MINUTE)
    await page.getByRole('button', { name: 'Call the API' }).click()
    await page
      .getByText(/^No new token: endpoint_unavailable \(503\), the held one is still good/)
      .first()
      .waitFor()
    await expect.poll(() => page.locator('.chip.degraded').count()).toBe(1)
    await nothingAgainst(page)
    await picture(page, 'panel-outage')
    await clock.turn(5 * MINUTE)
    auth.getToken().catch(() => {})
    await expect.poll(() => page.locator('.chip.down').count()).toBe(1)
    await nothingAgainst(page)
    await page.getByRole('button', { name: 'Recover' }).click()
    await page.getByText('All is well again at the server.').waitFor()
    await clock.turn(MINUTE)
    await auth.getToken()
    await expect.poll(() => standing(page).textContent()).toMatch(/^Good for/)
  })

  test('the store by its name: how fast it is, and since when it fails', async () => {
    const inner = memoryStore()
    let down = false
    const get: typeof inner.get = (...asked) => (down ? Promise.reject(new Error('down')) : inner.get(...asked))
    const { auth } = scene({ store: { ...inner, get }, key: new Uint8Array(32) })
    const { page } = await open(auth)
    const store = page.getByRole('region', { name: 'Store' })
    await store.getByText('Memory · not asked yet').waitFor()
    await auth.getToken()
    await store.getByText(/^Memory · (under 1 ms|\d+ ms)$/).waitFor()
    await store.getByText(/Asked .+ ago\./).waitFor()
    down = true
    await auth.restore()
    await store.getByText(/^Memory · failing for /).waitFor()
    await store.getByText(/^Since \d\d:\d\d:\d\d\. This process goes on alone/).waitFor()
    await nothingAgainst(page)
    down = false
  })

  test('ten thousand merchants: a few rows, a filter, an order, the forecast, and one of them more closely', async () => {
    const { pool, clock, simulator } = poolScene(10_000)
    const all = Array.from({ length: 10_000 }, (_, n) => `M-${n}`)
    for (let begun = 0; begun < all.length; begun += 500) {
      await Promise.all(all.slice(begun, begun + 500).map((merchant) => pool.for(merchant).getToken()))
      await clock.turn(MINUTE)
    }
    await clock.turn(8 * MINUTE)
    for (const n of [9_801, 9_802, 9_803]) simulator.setActive(`secret-user-${n}`, false)
    for (const n of [9_801, 9_802, 9_803]) {
      const one = pool.for(`M-${n}`)
      await one.getToken({ rejected: await one.getToken() }).catch(() => {})
    }
    const { page, complaints } = await open(pool, { nameOf: (merchant) => merchant })
    await expect.poll(() => page.getByRole('button', { name: /^All/ }).textContent()).toBe('All 10,000')
    expect(await page.getByRole('row').count()).toBeLessThan(40)
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('10001')
    await nothingAgainst(page)
    await picture(page, 'panel-pool')

    await page.locator('.scroll').evaluate((body) => body.scrollTo(0, body.scrollHeight))
    await page.locator('[aria-rowindex="10001"]').waitFor()
    await page.getByRole('searchbox').fill('M-4711')
    await expect.poll(() => page.getByRole('row').count()).toBe(2)
    await page.getByRole('button', { name: 'M-4711' }).press('Enter')
    await expect.poll(() => standing(page).textContent()).toMatch(/^Good for/)
    expect(await page.getByRole('searchbox').inputValue()).toBe('M-4711')
    await nothingAgainst(page)
    await picture(page, 'panel-merchant')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('button', { name: 'Merchant', exact: true }).click()
    await expect.poll(() => page.locator('[aria-rowindex="2"]').textContent()).toMatch(/^M-0/)
    await page.getByRole('button', { name: /^Renewal due \d/ }).click()
    await expect.poll(() => page.locator('tbody .chip').first().textContent()).toBe('Renewal due')
    await page.getByRole('button', { name: 'In trouble 3' }).click()
    await expect.poll(() => page.locator('tbody .chip').first().textContent()).toBe('account_forbidden')
    expect(complaints).toEqual([])
  })

  test('the key leaves the address bar, and a reload still has it', async () => {
    const { auth } = scene()
    const { page, url } = await open(auth)
    expect(page.url()).toBe(url.replace(/#.*/, ''))
    await page.reload()
    await page.getByText('Live').waitFor()
  })

  test('a stream that breaks comes back by itself, and says so meanwhile', async () => {
    const { auth } = scene()
    const { page, close, url } = await open(auth)
    await close()
    await page.getByText('Not connected.').waitFor()
    await nothingAgainst(page)
    const again = await servePanel(auth, { port: Number(new URL(url).port) })
    onTestFinished(() => again.close())
    // Another start has another key: who has the old one is told.
    await page.getByText('The key is not that of this start').waitFor()
    await page.goto(again.url)
    await page.reload()
    await page.getByText('Live').waitFor()
  })

  test('what happened is saved as a file that replays', async () => {
    const { auth } = scene()
    const { page, complaints } = await open(auth)
    await auth.getToken()
    const downloading = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save what happened' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('incident.json')
    const steps = replayIncident(readIncident(await readFile(await download.path(), 'utf8')))
    expect(steps.at(-1)?.state.held).toBeDefined()
    await page.getByText('Saved as incident.json').waitFor()
    await nothingAgainst(page)
    expect(complaints).toEqual([])
  })

  test('a replay goes on step by step, back, and by itself', async () => {
    const steps = replayIncident(readIncident((await recordedOutage()).text))
    const failed = steps.findIndex(({ state }) => state.backoff) + 1
    const { page, complaints } = await open(replayedSource(steps), { notes: ['This version decides as was recorded.'] })
    const heading = page.getByRole('heading', { name: /^Step \d+ of/ })
    const told = page.getByRole('region', { name: 'Replay' }).getByRole('status')
    await expect.poll(() => heading.textContent()).toBe(`Step 1 of ${steps.length}`)
    expect(await told.textContent()).toBe('Step 1: A caller waits: there is no token.')
    expect(await page.getByText('Replay', { exact: true }).count()).toBe(1)
    expect(await page.locator('.limits').count()).toBe(0)
    expect(await page.locator('.life .bar').count()).toBe(0)
    for (const [number, key] of [2, 3, 4].entries()) {
      const next = page.getByRole('button', { name: 'Next' })
      await (number === 0 ? next.click() : next.press('Enter'))
      await expect.poll(() => told.textContent()).toContain(`Step ${key}: `)
    }
    for (let number = 5; number <= failed; number++) await page.getByRole('button', { name: 'Next' }).click()
    await expect.poll(() => told.textContent()).toBe(`Step ${failed}: Answered: endpoint_unavailable (503).`)
    await expect.poll(() => standing(page).textContent()).toMatch(/^Good for (4 min|3 min \d+ s)$/)
    expect(await page.locator('.life .bar').getAttribute('aria-label')).toMatch(
      /^The token is 26 min( \d+ s)? old, of 30 min\./,
    )
    await nothingAgainst(page)
    await picture(page, 'panel-replay')
    await page.getByRole('button', { name: 'Back' }).click()
    await expect.poll(() => heading.textContent()).toBe(`Step ${failed - 1} of ${steps.length}`)
    await expect.poll(() => page.getByTestId('flight').textContent()).toBe('A refresh was sent')
    await page.getByRole('button', { name: 'First' }).click()
    await expect.poll(() => heading.textContent()).toBe(`Step 1 of ${steps.length}`)

    const slider = page.getByRole('slider', { name: 'Step' })
    await slider.press('ArrowRight')
    await slider.press('ArrowRight')
    await expect.poll(() => heading.textContent()).toBe(`Step 3 of ${steps.length}`)
    expect(await slider.getAttribute('aria-valuetext')).toBe(`Step 3 of ${steps.length}`)
    await slider.press('End')
    await expect.poll(() => heading.textContent()).toBe(`Step ${steps.length} of ${steps.length}`)
    // As it is dragged: of what it passes only the last counts.
    for (const passed of [1, 9, 4, failed]) await slider.fill(`${passed}`)
    await expect.poll(() => told.textContent()).toBe(`Step ${failed}: Answered: endpoint_unavailable (503).`)

    const answers = steps.flatMap(({ event }, n) => (event.type === 'answered' ? [n + 1] : []))
    await page.getByRole('combobox', { name: 'Steps' }).selectOption('answered')
    const listed = page.getByRole('region', { name: 'Steps so far' }).getByRole('listitem')
    await expect.poll(() => listed.count()).toBe(answers.filter((number) => number <= failed).length)
    await page.getByRole('button', { name: 'First' }).click()
    await expect.poll(() => heading.textContent()).toBe(`Step ${answers[0]} of ${steps.length}`)
    await page.getByRole('button', { name: 'Next' }).click()
    await expect.poll(() => heading.textContent()).toBe(`Step ${answers[1]} of ${steps.length}`)
    await nothingAgainst(page)
    await page.getByRole('combobox', { name: 'Steps' }).selectOption('')
    await page.getByRole('button', { name: '10 on' }).click()
    await page.getByRole('button', { name: 'Play' }).press('Space')
    await expect.poll(() => heading.textContent(), { timeout: 60_000 }).toBe(`Step ${steps.length} of ${steps.length}`)
    await page.getByRole('button', { name: 'Play' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('a replay of a file with absurd times is still a page', async () => {
    const { text } = await recordedOutage()
    const absurd = text.replace(/"lifetimeMs":[\d.]+/g, '"lifetimeMs":8e15').replace(/"wall":[\d.]+/g, '"wall":-8e15')
    const steps = replayIncident(readIncident(absurd))
    const { page, complaints } = await open(replayedSource(steps))
    await page.getByRole('button', { name: '10 on' }).click()
    await page.getByRole('heading', { name: /^Step 11 of/ }).waitFor()
    expect(await page.locator('.life .bar').count()).toBe(1)
    expect(complaints).toEqual([])
  })

  test('a panel whose instance was closed says so', async () => {
    const { auth } = scene()
    await auth.close()
    const { page } = await open(auth)
    await expect.poll(() => standing(page).textContent()).toBe('Closed')
    await nothingAgainst(page)
  })

  test('several things at once, by name', async () => {
    const { auth } = scene()
    const { pool } = poolScene(3)
    await pool.for('M-1').getToken()
    const { page } = await open(
      { Shop: auth, Merchants: pool } satisfies Record<string, PanelSource>,
      { nameOf: undefined } satisfies PanelOptions,
    )
    await expect.poll(() => standing(page).textContent()).toBe('No token yet')
    await page.getByRole('button', { name: 'Merchants', exact: true }).click()
    await expect.poll(() => page.getByRole('button', { name: /^All/ }).textContent()).toBe('All 1')
    await nothingAgainst(page)
    await page.getByRole('button', { name: 'Shop' }).click()
    await expect.poll(() => standing(page).textContent()).toBe('No token yet')
  })
})
