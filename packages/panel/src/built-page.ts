import { buildPage } from './page-from-source.ts'

/** For a bundler: the page as it is built now, in the place of what builds it when it is asked for. */
export const builtPage = () => ({
  name: 'pagamio-panel-page',
  async load(id: string) {
    if (!/panel[\\/]src[\\/]page-from-source\.ts$/.test(id)) return null
    return `const page = ${JSON.stringify(await buildPage())}\nexport const buildPage = async (): Promise<string> => page\n`
  },
})
