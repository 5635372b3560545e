import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readRecord } from '../src/record-file.ts'
import { type Decision } from '../src/update-file.ts'
import { UpdateQueue } from '../src/update-queue.ts'
import { ample } from './support/calls.ts'
import { tempFolder } from './support/temp-folder.ts'

/** Adds a letter, and answers with what is there then. */
const adding =
  (letter: string) =>
  (record: unknown): Decision<string> => {
    const next = `${record ?? ''}${letter}`
    return { next, answer: next }
  }

const ready = async () => {}
const path = async () => join(await tempFolder(), 'file')

describe('callers of one process who come together', () => {
  test('are served in the order in which they came, each upon the one before', async () => {
    const file = await path()
    const queue = new UpdateQueue(ready)
    const answers = await Promise.all([...'abcdef'].map((letter) => queue.update(file, ample, adding(letter))))
    expect(answers).toEqual(['a', 'ab', 'abc', 'abcd', 'abcde', 'abcdef'])
    expect(await readRecord(file)).toBe('abcdef')
  })

  test('who has left changes nothing for those who are served with him', async () => {
    const file = await path()
    const queue = new UpdateQueue(ready)
    const gone = { signal: AbortSignal.abort() }
    const answers = await Promise.all([
      queue.update(file, ample, adding('a')),
      queue.update(file, gone, adding('b')),
      queue.update(file, ample, adding('c')),
    ])
    expect(answers).toEqual(['a', undefined, 'ac'])
    expect(await readRecord(file)).toBe('ac')
  })

  test('a failure is of those who were served together, and not of those who come later', async () => {
    const file = await path()
    const queue = new UpdateQueue(ready)
    const bad = () => {
      throw new Error('bad')
    }
    const first = queue.update(file, ample, adding('a'))
    const failing = [queue.update(file, ample, bad), queue.update(file, ample, adding('b'))]
    expect(await first).toBe('a')
    expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await queue.update(file, ample, adding('c'))).toBe('ac')
    expect(await readdir(join(file, '..'))).toEqual(['file'])
  })

  test('do not pile up without end before a disk that does not answer', async () => {
    const file = await path()
    const queue = new UpdateQueue(() => new Promise(() => {}))
    for (let n = 0; n <= 10_000; n++) void queue.update(file, ample, adding('a'))
    await expect(queue.update(file, ample, adding('b'))).rejects.toThrow('too many')
  })
})
