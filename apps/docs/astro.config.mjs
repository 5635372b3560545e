import starlight from '@astrojs/starlight'
import { defineConfig } from 'astro/config'
import starlightLinksValidator from 'starlight-links-validator'
import starlightLlmsTxt from 'starlight-llms-txt'
import starlightOpenAPI, { openAPISidebarGroups } from 'starlight-openapi'
import starlightTypeDoc, { typeDocSidebarGroup } from 'starlight-typedoc'
import { sidebar } from './src/sidebar.mjs'

const documented = [
  'auth-core',
  'hono',
  'nestjs',
  'ky',
  'axios',
  'client',
  'store-file',
  'store-redis',
  'store-postgres',
  'store-cloudflare',
  'store-cas',
  'opentelemetry',
  'panel',
  'simulator',
]

export default defineConfig({
  site: 'https://pagamio.github.io',
  trailingSlash: 'always',
  integrations: [
    starlight({
      title: 'Pagamio for TypeScript',
      description: 'Tokens for the Pagamio API: acquired once, renewed ahead, shared by everybody who needs one.',
      favicon: '/favicon.svg',
      customCss: ['./src/site.css'],
      components: { MarkdownContent: './src/components/MarkdownContent.astro' },
      social: [{ icon: 'github', label: 'GitHub', href: 'https://github.com/pagamio/pagamio-js' }],
      sidebar: sidebar({ api: typeDocSidebarGroup, http: openAPISidebarGroups }),
      plugins: [
        starlightOpenAPI([
          {
            base: 'reference/http',
            schema: '../../packages/openapi/openapi.json',
            sidebar: { label: "The vendor's HTTP API" },
          },
        ]),
        starlightTypeDoc({
          entryPoints: documented.map((name) => `../../packages/${name}/src/index.ts`),
          tsconfig: './tsconfig.api.json',
          output: 'reference/api',
          sidebar: { label: 'TypeScript API', collapsed: true },
          typeDoc: { entryFileName: 'index', skipErrorChecking: true, excludeInternal: true, readme: 'none' },
        }),
        starlightLinksValidator(),
        starlightLlmsTxt(),
      ],
    }),
  ],
})
