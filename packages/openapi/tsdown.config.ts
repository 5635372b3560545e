import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'

export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts', codes: 'src/generated/codes.ts' },
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
