export * from './cli.ts';
export * from './driver.ts';
export * from './id-number.ts';
export * from './sam-id.ts';
export * from './simulated-card.ts';
export * from './simulated-faults.ts';
export * from './simulator.ts';
export * from './social-credit-code.ts';
