import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  entry: {
    index: 'src/index.ts',
    'testing/index': 'src/testing/index.ts',
    tcp: 'src/tcp.ts',
    'no-tcp': 'src/no-tcp.ts',
  },
  // Which of the two it is, whoever runs or bundles it decides.
  deps: { neverBundle: ['#listen'] },
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
