import { spawnSync } from 'node:child_process'

const ask = (code: string) => spawnSync('python3', ['-c', code], { encoding: 'utf8' })

/** Where Python 3 really is, for processes that get no environment of ours; undefined where there is none. */
export const python: string | undefined = ask('import sys; print(sys.executable)').stdout?.trim() || undefined

/** Whether it has the `requests` that the vendor's page uses. */
export const requests: boolean = ask('import requests').status === 0

if (!python) console.warn('SKIPPED: what needs Python 3. Debian: apt-get install -y python3-requests')
else if (!requests) console.warn('SKIPPED: what needs Python’s requests. Debian: apt-get install -y python3-requests')
