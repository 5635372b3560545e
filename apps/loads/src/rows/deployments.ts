import { readdirSync, readFileSync } from 'node:fs'
import { bundle } from '../bundle.ts'
import type { Row } from '../row.ts'

const folder = new URL('../../../../packages/cli/deploy/', import.meta.url)
const files = readdirSync(folder).map(
  (name) => [`deploy/${name}`, readFileSync(new URL(name, folder), 'utf8')] as const,
)

/** What is copied from `packages/cli/deploy` is what its readers take it for, member by member. */
export const deployments: Row = {
  name: 'deployment files, as their readers read them',
  project: {
    ours: [],
    theirs: ['kubernetes-models@5', 'yaml@2', 'dockerfile-utils@0.16', 'typescript@5.9'],
    files: { ...Object.fromEntries(files), ...(await bundle('deployments')) },
  },
  commands: [
    { args: ['deployments.mjs'], says: /2 Dockerfiles, 1 manifest/ },
    // What Kubernetes does not know is an error to the types, and to nobody else.
    {
      args: [
        'node_modules/typescript/bin/tsc',
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--module',
        'nodenext',
      ].concat(['manifest.mts']),
    },
  ],
}
