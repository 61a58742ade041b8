export * from './certificate-pin.ts';
export * from './cli.ts';
export * from './file-printer.ts';
export { OurNames } from './ipp/our-names.ts';
export * from './ipp/printer.ts';
export { IppPrinterSimulator, type IppSimulatorOptions } from './ipp/simulator.ts';
export { SpecialPaper, type SpecialPaperOptions } from './ipp/special-paper.ts';
export type { IppTap } from './ipp/tap.ts';
