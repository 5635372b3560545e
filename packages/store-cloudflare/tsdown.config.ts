import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts' },
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
