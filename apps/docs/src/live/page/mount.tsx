import { render } from 'preact'
import { LiveWorld } from './live-world.tsx'

/** Starts a live world in an element of the page. */
export function mount(element: HTMLElement, isVisible: () => boolean): void {
  const { scenario = '', inAddress } = element.dataset
  element.replaceChildren()
  render(<LiveWorld scenario={scenario} inAddress={inAddress !== undefined} isVisible={isVisible} />, element)
}
