export * from './bitmap.ts';
export * from './cli.ts';
export * from './draw.ts';
export * from './driver.ts';
export { type FamilyName, familyNames } from './families.ts';
export * from './printer-memory.ts';
export type { Taker } from './simulated-mouth.ts';
export * from './simulator.ts';
