import { z } from 'zod';

/** Services on loopback for another program of this machine (`drivers/xfs4iot/README.md`). Off unless somebody turns them on. */
export const northboundSchema = z
  .strictObject({
    enabled: z.boolean().default(false),
    port: z.number().int().min(1024).max(65_535).default(5846),
    services: z
      .array(z.enum(['idCardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter', 'vendorMode']))
      .default(['barcodeReader', 'receiptPrinter', 'documentPrinter', 'vendorMode']),
  })
  .default({
    enabled: false,
    port: 5846,
    services: ['barcodeReader', 'receiptPrinter', 'documentPrinter', 'vendorMode'],
  });
export type NorthboundConfig = z.infer<typeof northboundSchema>;
