const group = (label, directory, pages) => ({ label, items: pages.map((page) => `${directory}/${page}`) })

/** @param {{ api: object, http: readonly object[] }} generated what the plugins put together */
export const sidebar = ({ api, http }) => [
  {
    label: 'Get started',
    items: [
      'start',
      ...['nestjs', 'hono', 'express', 'fastify', 'nextjs', 'nextjs-in-depth', 'ky', 'axios', 'fetch', 'client'].map(
        (page) => `start/${page}`,
      ),
      ...[
        'workers',
        'lambda',
        'lambda-in-depth',
        'bullmq',
        'mcp',
        'shell',
        'python',
        'proxy',
        'vendor-sample',
        'comparison',
      ].map((page) => `start/${page}`),
    ],
  },
  group('Concepts', 'concepts', [
    'token-life',
    'one-flight',
    'rejected-token',
    'budget',
    'sharing',
    'when-parts-fail',
    'how-it-works',
  ]),
  group('Operate', 'operate', [
    'stores',
    'sizing',
    'observing',
    'incidents',
    'rotation',
    'errors',
    'guarantees',
    'security',
  ]),
  group('Test', 'testing', ['your-code', 'remote-control', 'contract-suites']),
  { label: 'Packages', collapsed: true, items: [{ autogenerate: { directory: 'packages' } }] },
  {
    label: 'Reference',
    collapsed: true,
    items: [
      'reference/failure-modes',
      'reference/where-it-loads',
      'reference/bundlers',
      'reference/command-line',
      'reference/storage-schema',
      'reference/trace-format',
      api,
      ...http,
    ],
  },
  group('Contribute', 'contribute', ['contributing']),
]
