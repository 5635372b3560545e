import { connect } from '../connection.ts'
import { interruption } from '../interruption.ts'
import { screenOn } from '../screen.ts'
import { authOver, tokenStore } from '../session.ts'
import { examine } from './examination.ts'
import type { Finding } from './finding.ts'
import { exitCodeOf, lineOf, summaryOf, toJson } from './report.ts'

/** Examines this machine's setup, line by line as the findings come; answers with the exit code. */
export async function runDoctor(options: {
  readonly profile?: string | undefined
  readonly json?: boolean | undefined
}): Promise<number> {
  const out = screenOn(process.stdout)
  const { signal, forget } = interruption()
  const store = tokenStore()
  const findings: Finding[] = []
  try {
    const examination = examine({
      connect: () => connect({ profile: options.profile, env: process.env }),
      store,
      open: (connection) => authOver(store, connection),
      env: process.env,
      now: Date.now,
      within: (ms) => AbortSignal.any([signal, AbortSignal.timeout(ms)]),
    })
    for await (const finding of examination) {
      signal.throwIfAborted()
      findings.push(finding)
      if (!options.json) out.line(lineOf(finding, out.paint))
    }
  } finally {
    forget()
  }
  out.line(options.json ? JSON.stringify(toJson(findings)) : `\n${summaryOf(findings)}`)
  return exitCodeOf(findings)
}
