// The rooms of a package's sources: its folders, and the files beside them. Imports between rooms run one way.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, sep } from 'node:path'

const roomOf = (file) => file.split(sep)[0]

/** For each room the rooms that it imports, with one import as an example. */
export function roomsOf(sources) {
  const rooms = new Map()
  for (const file of globSync('**/*.ts', { cwd: sources })) {
    const imports = rooms.get(roomOf(file)) ?? new Map()
    rooms.set(roomOf(file), imports)
    for (const [, path] of readFileSync(join(sources, file), 'utf8').matchAll(/(?:from |import\(?)'(\.[^']+)'/g)) {
      const target = normalize(join(dirname(file), path))
      if (roomOf(target) !== roomOf(file)) imports.set(roomOf(target), `${file} imports ${target}`)
    }
  }
  return rooms
}

/** Where imports run in a circle: each import of the circle in words, or nothing. */
export function circleOf(rooms) {
  const done = new Set()
  const visit = (room, path) => {
    const at = path.findIndex(([name]) => name === room)
    if (at >= 0) return path.slice(at).map(([, why]) => why)
    if (done.has(room)) return undefined
    for (const [next, why] of rooms.get(room) ?? []) {
      const circle = visit(next, [...path, [room, why]])
      if (circle) return circle
    }
    done.add(room)
    return undefined
  }
  for (const room of rooms.keys()) {
    const circle = visit(room, [])
    if (circle) return circle
  }
  return undefined
}
