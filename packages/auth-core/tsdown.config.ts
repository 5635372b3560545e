import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', 'testing/index': 'src/testing/index.ts' },
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'neutral',
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
})
