import { defineConfig } from 'tsdown'

export default defineConfig({
  // Keyrings are asked by a process of its own.
  entry: { main: 'src/main.ts', 'keyring-child': 'src/profiles/keyring-child.ts' },
  format: 'esm',
  platform: 'node',
  dts: false,
  sourcemap: true,
  fixedExtension: false,
})
