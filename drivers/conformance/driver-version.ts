import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Relative imports of a source file; npm packages are pinned by the lock file and not part of the version. */
const IMPORT = /(?:from|import)\s+'(\.{1,2}\/[^']+)'/g;

/** Drivers by class name, and where each begins. Those over a byte stream bring the transports that make it. */
const STREAM = 'transports/port.ts';
export const driverEntries: Readonly<Record<string, readonly string[]>> = {
  SdtIdCardReader: ['id-card-reader/make.ts'],
  SerialBarcodeReader: ['barcode-reader/driver.ts', STREAM],
  SsiBarcodeReader: ['barcode-reader/ssi-driver.ts', STREAM],
  HidPosBarcodeReader: ['barcode-reader/hid-pos-driver.ts', 'transports/hid-node.ts'],
  EscPosReceiptPrinter: ['receipt-printer/driver.ts', STREAM],
  IppDocumentPrinter: ['document-printer/ipp/printer.ts'],
  PcscSocialSecurityCardReader: ['card-reader/driver.ts', 'card-reader/pcsc-service.ts'],
  ProfiledAuxiliaries: ['auxiliaries/boards.ts'],
  XfsIdCardReader: ['xfs4iot/id-card-reader.ts'],
  XfsBarcodeReader: ['xfs4iot/barcode-reader.ts'],
  XfsSocialSecurityCardReader: ['xfs4iot/social-security-card-reader.ts'],
  XfsReceiptPrinter: ['xfs4iot/receipt-printer.ts'],
  XfsDocumentPrinter: ['xfs4iot/document-printer.ts'],
  XfsAuxiliaries: ['xfs4iot/auxiliaries.ts'],
};

/**
 * The content hash of a driver: SHA-256 over every source file its entries reach by relative imports, by name and bytes.
 * Tests, simulators and clients are not reached and do not change it. `drivers` is the folder of all drivers. Works on a
 * source tree: a build asks for it while it is made and carries the answer.
 */
export async function driverVersion(drivers: string, entries: readonly string[]): Promise<string> {
  const files = new Map<string, Buffer>();
  const waiting = entries.map((entry) => path.resolve(drivers, entry));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const name = path.relative(drivers, file).replaceAll(path.sep, '/');
    if (files.has(name)) continue;
    const bytes = await readFile(file);
    files.set(name, bytes);
    for (const [, target = ''] of bytes.toString('utf8').matchAll(IMPORT)) {
      waiting.push(path.resolve(path.dirname(file), target));
    }
  }
  const hash = createHash('sha256');
  for (const [name, bytes] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${name}\n${bytes.length}\n`).update(bytes);
  }
  return hash.digest('hex');
}
