export { type ReplayOptions, runReplay, startRecording } from './cli.ts';
export { masks } from './masks.ts';
export * from './player.ts';
export * from './recorder.ts';
export * from './stream-mask.ts';
export * from './transcript.ts';
