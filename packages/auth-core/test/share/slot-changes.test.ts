import { expect, onTestFinished, test, vi } from 'vitest'
import { SlotChanges } from '../../src/share/slot-changes.ts'

test('who waits is told of a change of his slot, and of no other', async () => {
  const changes = new SlotChanges()
  let told = 0
  const waits = changes.next('slot', 60_000).then(() => told++)
  changes.tell('other')
  await new Promise((resolve) => setImmediate(resolve))
  expect(told).toBe(0)
  changes.tell('slot')
  await waits
  expect(told).toBe(1)
  changes.tell('slot')
})

test('nobody waits for longer than he said, and all are told', async () => {
  const changes = new SlotChanges()
  await changes.next('slot', 1)
  const both = Promise.all([changes.next('slot', 60_000), changes.next('slot', 60_000)])
  changes.tell('slot')
  await both
})

test('a caller that has no time left waits for nothing, and the platform has nothing to warn of', async () => {
  const warned = vi.fn()
  process.on('warning', warned)
  onTestFinished(() => void process.off('warning', warned))
  await new SlotChanges().next('slot', -5)
  await new Promise((resolve) => setImmediate(resolve))
  expect(warned).not.toHaveBeenCalled()
})
