export { createPanel, type Panel, type PanelContext, type PanelOptions } from './panel.ts'
export type { InstanceSource, PanelSource, PoolSource } from './panel-source.ts'
export type { PlayOptions, PlaySimulator } from './simulator-controls.ts'
