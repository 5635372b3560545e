import type { SharingCases } from './sharing-probe.ts'
import { expect } from './test-subject.ts'

/** A text that takes the place of one generation. */
export const replacementCases: SharingCases = {
  async 'with `replaces` exactly that generation is replaced, and nothing else'({ write, read }) {
    expect(
      (await write(11, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused if there is nothing',
    )
    expect((await read()) === undefined, 'a refused write should leave nothing')
    await write(10)
    expect((await write(11, { replaces: 9 })) === false, 'a write that replaces 9 should be refused if 10 is stored')
    expect((await write(13, { replaces: 12 })) === false, 'a write that replaces 12 should be refused if 10 is stored')
    expect((await write(10, { replaces: 10 })) === false, 'a generation should not replace itself')
    expect((await read())?.text === '10', 'refused writes should leave what is stored')
    expect(
      (await write(11, { replaces: 10 })) === true,
      'a write that replaces 10 should be carried out if 10 is stored',
    )
    expect((await read())?.generation === 11, 'what replaced 10 should be stored')
    expect(
      (await write(12, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused once that is replaced',
    )
  },

  async 'of many that would replace the same generation at once one does'({ write, read }) {
    await write(100)
    const written = await Promise.all(Array.from({ length: 16 }, (_, n) => write(101 + n, { replaces: 100 })))
    const winners = written.flatMap((won, n) => (won ? [101 + n] : []))
    expect(winners.length === 1, `one of sixteen should replace it, but ${winners.length} did`)
    expect((await read())?.generation === winners[0], 'the one that replaced it should be stored')
  },

  async 'what is over is not replaced'({ write, pass }) {
    await write(10)
    await pass(1.1)
    expect(
      (await write(11, { replaces: 10 })) === false,
      'a write that replaces 10 should be refused once its time is over',
    )
  },
}
