import { demoCredentials } from '@pagamio/simulator'

/** What points a shell, and what is started from it, at the simulator. The credentials are those its README has. */
export function exportLines(baseUrl: string): string {
  const variables = {
    PAGAMIO_BASE_URL: baseUrl,
    PAGAMIO_USERNAME: demoCredentials.username,
    PAGAMIO_PASSWORD: demoCredentials.password,
  }
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('')
}
