import { storeKeyFromEnv } from '@pagamio/auth-core'
import { locate } from '../connection.ts'
import { screenOn } from '../screen.ts'
import { authOver, explainWait, type SealedStore } from '../session.ts'
import type { Shell } from '../shell.ts'
import { spinWhile } from '../spinner.ts'
import { tokenStore } from '../token-store.ts'
import { examine } from './examination.ts'
import { checkNames, type Finding } from './finding.ts'
import { exitCodeOf, lineOf, summaryOf, toJson } from './report.ts'

interface DoctorOptions {
  readonly profile?: string | undefined
  readonly json?: boolean | undefined
  readonly insecureHost?: string | undefined
}

/** Examines this machine's setup, line by line as the findings come; answers with the exit code. */
export async function runDoctor(
  { env, stdout, stderr, interruption }: Shell,
  { profile, json, insecureHost }: DoctorOptions,
): Promise<number> {
  const out = screenOn(stdout, env)
  const screen = screenOn(stderr, env)
  const { signal, forget } = interruption()
  const store = tokenStore(env)
  let sealed: SealedStore | undefined
  let keyTrouble: unknown
  try {
    sealed = { store, key: storeKeyFromEnv(env) }
  } catch (error) {
    keyTrouble = error
  }
  const findings: Finding[] = []
  const examination = examine({
    connect: async () => {
      const { source, baseUrl, read } = await locate({ profile, env, screen, signal })
      const credentials = async () => {
        const found = await read()
        return typeof found === 'function' ? found() : found
      }
      return { source, baseUrl, credentials }
    },
    store,
    keyTrouble,
    open: (connection) => {
      const auth = authOver(sealed, connection, { env, insecureHost })
      explainWait(auth, signal, screen)
      return auth
    },
    env,
    now: Date.now,
    within: (ms) => AbortSignal.any([signal, AbortSignal.timeout(ms)]),
  })
  try {
    for (const check of checkNames) {
      const next = examination.next()
      // A keyring that is asked for them is waited for in its own words.
      const { value } = await (check === 'credentials' ? next : spinWhile(screen, `looking at: ${check}`, next))
      signal.throwIfAborted()
      if (!value) break
      findings.push(value)
      if (!json) out.line(lineOf(value, out.paint))
    }
    out.line(json ? JSON.stringify(toJson(findings)) : `\n${summaryOf(findings)}`)
  } finally {
    // What it has sent is waited for a moment; nobody has to wait for the summary until then.
    await spinWhile(screen, 'waiting for what was sent', examination.return())
    forget()
  }
  return exitCodeOf(findings)
}
