import { connect } from '../connection.ts'
import { screenOn } from '../screen.ts'
import { authOver, explainWait } from '../session.ts'
import type { Shell } from '../shell.ts'
import { spinWhile } from '../spinner.ts'
import { tokenStore } from '../token-store.ts'
import { examine } from './examination.ts'
import { checkNames, type Finding } from './finding.ts'
import { exitCodeOf, lineOf, summaryOf, toJson } from './report.ts'

/** Examines this machine's setup, line by line as the findings come; answers with the exit code. */
export async function runDoctor(
  { env, stdout, stderr, interruption }: Shell,
  { profile, json }: { readonly profile?: string | undefined; readonly json?: boolean | undefined },
): Promise<number> {
  const out = screenOn(stdout, env)
  const screen = screenOn(stderr, env)
  const { signal, forget } = interruption()
  const store = tokenStore(env)
  const findings: Finding[] = []
  const examination = examine({
    connect: () => connect({ profile, env, screen, signal }),
    store,
    open: (connection) => {
      const auth = authOver(store, connection, env)
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
      // A keyring that is asked for the configuration is waited for in its own words.
      const { value } = await (check === 'configuration' ? next : spinWhile(screen, `looking at: ${check}`, next))
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
