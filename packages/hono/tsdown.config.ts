import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { index: 'src/index.ts', augment: 'src/augment.ts' },
  tsconfig: 'tsconfig.build.json',
  format: 'esm',
  platform: 'neutral',
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
})
