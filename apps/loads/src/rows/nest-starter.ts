import type { Row } from '../row.ts'

const spec = `
import { Test } from '@nestjs/testing'
import { createPagamioStub } from '@pagamio/auth-core/testing'
import { PagamioModule, PagamioService } from '@pagamio/nestjs'
import { Injectable } from '@nestjs/common'

@Injectable()
class Shop {
  constructor(private readonly pagamio: PagamioService) {}
  async categories(): Promise<unknown> {
    return (await this.pagamio.fetch('/products/categories')).json()
  }
}

test('a service asks Pagamio, injected by its type', async () => {
  const auth = createPagamioStub({ responses: { '/products/categories': [{ id: 1 }] } })
  const module = await Test.createTestingModule({
    imports: [PagamioModule.forRoot({ auth })],
    providers: [Shop],
  }).compile()
  await module.init()
  expect(await module.get(Shop).categories()).toEqual([{ id: 1 }])
  await module.close()
})
`

// As the starter makes it, with Jest, ts-jest and its own build; nothing of it is changed.
export const nestStarter: Row = {
  name: "NestJS 11, its starter's Jest and build",
  project: {
    starter: ['@nestjs/cli@11', 'new', 'shop', '--directory', '.', '--skip-install', '--skip-git', '-p', 'npm'],
    ours: ['auth-core', 'nestjs'],
    theirs: [],
    files: { 'src/shop.spec.ts': spec },
  },
  commands: [
    { args: ['node_modules/jest/bin/jest.js'], says: /2 passed/ },
    { args: ['node_modules/@nestjs/cli/bin/nest.js', 'build'] },
  ],
}
