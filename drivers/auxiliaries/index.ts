export * from './boards.ts';
export * from './cli.ts';
export * from './driver.ts';
export * from './hid-link.ts';
export * from './line-link.ts';
export type { SignalLink } from './link.ts';
export * from './modbus-link.ts';
export { type Profile, parseProfile, profileSchema } from './profile.ts';
export * from './simulator.ts';
