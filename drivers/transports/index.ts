export * from './listen.ts';
export * from './memory.ts';
export * from './port.ts';
export * from './pty.ts';
export * from './serial.ts';
export * from './simulated-clock.ts';
export * from './simulator-wire.ts';
export * from './tcp.ts';
