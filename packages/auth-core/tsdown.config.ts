import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  entry: {
    index: 'src/index.ts',
    'testing/index': 'src/testing/index.ts',
    'prometheus/index': 'src/prometheus/index.ts',
    'incident/index': 'src/incident/index.ts',
  },
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
