import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'

/** Whether there is a browser; where one is required its absence is a failure, and no reason to skip. */
export const hasBrowser = existsSync(executablePath) || process.env.PAGAMIO_REQUIRE_CHROMIUM === '1'
if (!hasBrowser)
  console.warn(`\nSKIPPED: there is no ${executablePath}, so that nothing is tested in a browser (CHROMIUM_PATH).\n`)

export interface Browser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/** Chromium with an empty profile, talking to nobody but us. */
export async function openBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'pagamio-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--hide-scrollbars',
    ],
    viewport: { width: 1180, height: 900 },
  })
  return {
    context,
    async close() {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  }
}
