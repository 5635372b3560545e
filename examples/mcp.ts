// Airtime as a tool for an agent, by the Model Context Protocol. It costs money: keep your host's confirmation on.
import { McpServer } from '@modelcontextprotocol/server'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { createPagamioAuth, optionsFromEnv } from '@pagamio/auth-core'
import { createPagamioClient } from '@pagamio/client'
import { z } from 'zod'

const client = createPagamioClient(createPagamioAuth(optionsFromEnv()))
const server = new McpServer({ name: 'pagamio-till', version: '1.0.0' })

server.registerTool(
  'buy_airtime',
  {
    description:
      'Sells Vodacom airtime. A sale is final. The same reference again is the same sale, and is charged once.',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    inputSchema: z.object({
      mobileNumber: z.string().regex(/^\+27\d{9}$/),
      amount: z.number().min(2).max(50).describe('rand; this till sells no more at once'),
      reference: z.string().min(8).describe('your own, one for each sale'),
    }),
  },
  async ({ reference, ...order }, { mcpReq: { signal } }) => {
    const till = { productCode: 'AIR-VOD-001', paymentMethod: 'cash', channelId: 'Q7RT2M' }
    const result = await client.purchase({ ...till, ...order, merchantReference: reference }, { signal })
    // Not `message`: it may hold a balance.
    const more = result.outcome === 'refused' ? (result.meaning ?? '') : `reference ${reference}`
    const isError = result.outcome !== 'completed' && result.outcome !== 'pending'
    return { isError, content: [{ type: 'text', text: `${result.outcome}: ${more}` }] }
  },
)

await server.connect(new StdioServerTransport())
