import { defineConfig } from 'tsdown'
import { library } from '../../scripts/library.ts'
import { builtPage } from './src/built-page.ts'

export default defineConfig({
  ...library,
  entry: { index: 'src/index.ts', hono: 'src/hono.ts', nestjs: 'src/nestjs.ts', node: 'src/node.ts' },
  plugins: [builtPage()],
  tsconfig: 'tsconfig.build.json',
  platform: 'neutral',
})
