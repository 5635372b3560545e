export { createPanel, type Panel, type PanelContext, type PanelOptions } from './panel.ts'
export type { InstanceSource, PanelSource, PoolSource, ReplayedSource } from './panel-source.ts'
export { replayedSource } from './replayed-source.ts'
export type { PlayOptions, PlaySimulator } from './simulator-controls.ts'
