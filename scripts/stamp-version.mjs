// Writes the version of auth-core into its source, for the User-Agent. Run whenever versions are bumped.
import { readFileSync, writeFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync('packages/auth-core/package.json', 'utf8'))
const file = 'packages/auth-core/src/platform/version.ts'
writeFileSync(file, readFileSync(file, 'utf8').replace(/version = '[^']*'/, `version = '${version}'`))
