import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  tsconfig: 'tsconfig.build.json',
  entry: { index: 'src/index.ts' },
  platform: 'node',
})
