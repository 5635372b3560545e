// A server that answers at once: started as a process of its own, so that only the client is measured.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

const body = JSON.stringify({ successful: true, data: [{ name: 'Airtime' }] })
const server = createServer((request, response) => {
  request.resume()
  response.setHeader('content-type', 'application/json').end(body)
}).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
