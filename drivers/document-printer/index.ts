export * from './file-printer.ts';
