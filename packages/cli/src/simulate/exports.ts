import { demoCredentials } from '@pagamio/simulator'

/**
 * What points a shell, and what is started from it, at the simulator. The credentials are those its README has.
 * @param more what there is besides
 */
export function exportLines(baseUrl: string, more: Readonly<Record<string, string>> = {}): string {
  const variables = {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
    ...more,
  }
  const exported = Object.entries(variables).map(([name, value]) => `export ${name}=${value}\n`)
  return [`unset ${CONTRADICTING.join(' ')}\n`, ...exported].join('')
}

/** What a shell may have for another API: together with these it would be refused. */
const CONTRADICTING = ['PAGAMIO_ENVIRONMENT', 'PAGAMIO_PASSWORD_FILE']
