export * from './certificate-pin.ts';
export * from './cli.ts';
export * from './file-printer.ts';
export type { IppTap } from './ipp/client.ts';
export * from './ipp/printer.ts';
export { IppPrinterSimulator, type IppSimulatorOptions } from './ipp/simulator.ts';
export { SpecialPaper, type SpecialPaperOptions } from './ipp/special-paper.ts';
