export * from './clock.ts';
export * from './completion.ts';
export * from './devices.ts';
export * from './id-card.ts';
export * from './receipt.ts';
export * from './result.ts';
export * from './status.ts';
export * from './transport.ts';
