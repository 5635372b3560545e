/** Of C0 and C1 what a terminal obeys: all but tabs and line ends. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const OBEYED = /\r(?!\n)|[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g

/**
 * What somebody else has written, fit for a terminal: control characters are shown as `\u001b`, as JSON writes them. A
 * server could otherwise clear the screen, name the window, or ask the terminal to type.
 */
export const shown = (text: string): string =>
  text.replace(OBEYED, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
