export type { Audit, FacadeAct } from './audit.ts';
export { type Facade, type FacadeOptions, startFacade } from './facade.ts';
export type { Grant, Lease } from './lease.ts';
export { documentService, receiptService } from './printer-services.ts';
export { installationSecret } from './secret.ts';
export type { ServedService } from './served.ts';
export { barcodeService, type DevicePort, idCardService } from './services.ts';
export { VendorModeDesk, type VendorModeWish } from './vendor-mode.ts';
