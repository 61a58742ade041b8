import { fail, ok } from '../../drivers/contract/index.ts';
import { FilePrinter, IppDocumentPrinter, OurNames } from '../../drivers/document-printer/index.ts';
import { EscPosReceiptPrinter, PrinterMemory } from '../../drivers/receipt-printer/index.ts';
import { recordIpp, recordStream } from '../../drivers/replay/index.ts';
import { createTransport } from '../../drivers/transports/index.ts';
import { isServicePlace, XfsDocumentPrinter, XfsReceiptPrinter } from '../../drivers/xfs4iot/index.ts';
import { driverNames } from './driver-names.ts';
import { type Configured, type FitOf, fitDriver, fitService } from './fit-driver.ts';
import { trafficRing } from './traffic-ring.ts';

export async function fitReceiptPrinter(configured: Configured<'receiptPrinter'>): FitOf<'receiptPrinter'> {
  const { port, baudRate, family, widthDots, exitSensor, identity, heldOutSeconds, retractBinPapers } = configured;
  const driver = driverNames.receiptPrinter(configured);
  // Outlives each driver: a strip broken off by an unplugging must not hang on the next person's receipt.
  const memory = new PrinterMemory();
  const takenMs = heldOutSeconds * 1000;
  if (isServicePlace(port)) {
    const paper = { family, widthDots, takenMs, binPapers: retractBinPapers, memory, ...sourceOf(configured) };
    return fitService(
      'receiptPrinter',
      driver,
      configured,
      (place) => new XfsReceiptPrinter({ ...place, method: 'raw', ...paper }),
    );
  }
  const ring = trafficRing('receiptPrinter', 'stream');
  const exit = { takeWithinMs: takenMs, binSheets: retractBinPapers };
  const make = () => {
    const transport = createTransport(port, { baudRate });
    if (!transport.ok) return fail(transport.error.message);
    const wire = recordStream(ring, transport.value);
    return ok(new EscPosReceiptPrinter(wire, { family, widthDots, exitSensor, exit, memory }));
  };
  return fitDriver({ driver, physical: port, identity, ring, make });
}

export async function fitDocumentPrinter(configured: Configured<'documentPrinter'>): FitOf<'documentPrinter'> {
  const driver = driverNames.documentPrinter(configured);
  switch (configured.kind) {
    case 'file': {
      const { directory, keep } = configured;
      const make = () => ok(new FilePrinter({ directory, keep }));
      return fitDriver({ driver, physical: `file:${directory}`, identity: null, make });
    }
    case 'ipp': {
      const { uri, fingerprint256, spooler, identity } = configured;
      const ring = trafficRing('documentPrinter', 'ipp');
      const tap = recordIpp(ring);
      const special = specialPaperOf(configured);
      // Outlives each driver: what one left waiting in the printer must not come out under the next person's hands.
      const names = new OurNames();
      const make = () => ok(new IppDocumentPrinter({ uri, fingerprint256, spooler, tap, names, ...special() }));
      return fitDriver({ driver, physical: uri, identity, ring, make });
    }
    default: {
      const { osPrinter } = configured;
      const source = sourceOf(configured);
      const special = specialPaperOf(configured);
      return fitService(
        'documentPrinter',
        driver,
        configured,
        (place) => new XfsDocumentPrinter({ ...place, osPrinter, ...source, ...special() }),
      );
    }
  }
}

const sourceOf = ({ paperSource }: { readonly paperSource?: string | undefined }) =>
  paperSource === undefined ? {} : { paperSource };

/** The count outlives each driver; the terminal says at every coming of the printer what it is. */
function specialPaperOf({ specialPaper }: Exclude<Configured<'documentPrinter'>, { kind: 'file' }>) {
  if (specialPaper === undefined) return () => ({});
  const { trays: sources, capacity, lowAt } = specialPaper;
  let counted: number | null = null;
  const onChange = ({ sheets }: { sheets: number }) => {
    counted = sheets;
  };
  return () => ({ specialPaper: { sheets: counted, capacity, lowAt, sources, onChange } });
}
