import type { Profile } from '../../drivers/auxiliaries/index.ts';
import { transportKind } from '../../drivers/conformance/bench-port.ts';
import { boardVariant, wrapperVariant } from '../../drivers/conformance/variant.ts';
import { unreachable } from '../../drivers/contract/index.ts';
import type { HidWrapperProfile } from '../../drivers/id-card-reader/index.ts';
import { isHidPort } from '../../drivers/transports/index.ts';
import { isServicePlace } from '../../drivers/xfs4iot/index.ts';
import type { DriverName } from './conformance-gate.ts';
import type { Configured } from './fit-driver.ts';

/**
 * Each configured device's driver as conformance reports name it: class, variant and kind of port. What a file describes
 * is asked for by what was read from it, not by what the file is called.
 */
export const driverNames = {
  idCardReader: ({ port }: Configured<'idCardReader'>, wrapper: HidWrapperProfile | null): DriverName => ({
    name: isServicePlace(port) ? 'XfsIdCardReader' : 'SdtIdCardReader',
    variant: isHidPort(port) && wrapper !== null ? wrapperVariant(wrapper) : '',
    transport: transportKind(port),
  }),
  barcodeReader: ({ port, family }: Configured<'barcodeReader'>): DriverName => {
    const transport = transportKind(port);
    if (isServicePlace(port)) return { name: 'XfsBarcodeReader', variant: '', transport };
    if (isHidPort(port)) return { name: 'HidPosBarcodeReader', variant: '', transport };
    return family === 'ssi'
      ? { name: 'SsiBarcodeReader', variant: '', transport }
      : { name: 'SerialBarcodeReader', variant: family, transport };
  },
  receiptPrinter: ({ port, family }: Configured<'receiptPrinter'>): DriverName => ({
    name: isServicePlace(port) ? 'XfsReceiptPrinter' : 'EscPosReceiptPrinter',
    variant: family,
    transport: transportKind(port),
  }),
  documentPrinter: ({ kind }: Configured<'documentPrinter'>): DriverName => {
    switch (kind) {
      case 'file':
        return { name: 'FilePrinter', variant: '', transport: 'files' };
      case 'ipp':
        return { name: 'IppDocumentPrinter', variant: '', transport: 'ipp' };
      case 'xfs4iot':
        return { name: 'XfsDocumentPrinter', variant: '', transport: 'xfs4iot' };
      default:
        return unreachable(kind);
    }
  },
  cardReader: ({ port }: Configured<'cardReader'>): DriverName =>
    port === undefined
      ? { name: 'PcscSocialSecurityCardReader', variant: '', transport: 'pcsc' }
      : { name: 'XfsSocialSecurityCardReader', variant: '', transport: 'xfs4iot' },
  auxiliaries: ({ port }: Configured<'auxiliaries'>, profile: Profile | null): DriverName => ({
    name: isServicePlace(port) ? 'XfsAuxiliaries' : 'ProfiledAuxiliaries',
    variant: profile === null ? '' : boardVariant(profile),
    transport: transportKind(port),
  }),
};
