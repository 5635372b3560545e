import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', http: 'src/http.ts', health: 'src/health.ts' },
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'neutral',
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
})
