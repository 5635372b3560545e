import { demoCredentials } from '@pagamio/simulator'

/** What points a shell, and what is started from it, at the simulator. The credentials are those its README has. */
export function exportLines(baseUrl: string): string {
  const variables = {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  }
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`)
  return [`unset ${CONTRADICTING.join(' ')}\n`, ...exported].join('')
}

/** What a shell may have for another API: together with these it would be refused. */
const CONTRADICTING = ['PAGAMIO_ENVIRONMENT', 'PAGAMIO_PASSWORD_FILE']
