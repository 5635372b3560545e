import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', http: 'src/http.ts', health: 'src/health.ts' },
  format: 'esm',
  platform: 'neutral',
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
})
