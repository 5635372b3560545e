import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts', http: 'src/http.ts', health: 'src/health.ts' },
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
