import { readFile } from 'node:fs/promises'

/** Stands in the page where the nonce of an answer belongs. */
const NONCE = '__NONCE__'

/**
 * The page, built from its sources. In the published package there is the finished page in the place of this module: it is
 * put in when the package is built.
 */
export async function buildPage(): Promise<string> {
  const { build } = await import('esbuild')
  const folder = new URL('./page/', import.meta.url)
  const { outputFiles } = await build({
    entryPoints: [new URL('main.tsx', folder).pathname],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    tsconfigRaw: '{}',
  })
  const styles = await build({
    entryPoints: [new URL('page.css', folder).pathname],
    bundle: true,
    minify: true,
    write: false,
    legalComments: 'none',
  })
  const html = await readFile(new URL('page.html', folder), 'utf8')
  // As functions: what is put in may hold what a pattern would take for its own.
  return html
    .replace('<!-- style -->', () => `<style nonce="${NONCE}">${styles.outputFiles[0]?.text}</style>`)
    .replace('<!-- script -->', () => `<script nonce="${NONCE}">${outputFiles[0]?.text}</script>`)
}
