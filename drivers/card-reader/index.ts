export * from './channel.ts';
export * from './cli.ts';
export * from './driver.ts';
export * from './holder.ts';
export * from './pcsc-service.ts';
export * from './simulated-card.ts';
export * from './simulated-service.ts';
export * from './virtual-card.ts';
