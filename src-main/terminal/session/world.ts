import type { DeviceClass, DeviceStatus, Health } from '../../../drivers/contract/index.ts';
import type { CameraPlace } from '../../contract/camera.ts';
import type { CatalogueDocument } from '../../contract/catalogue.ts';

/** In which slots something hangs, or may soon, that another program of this machine printed for whoever stands there. */
export interface GuestPaperOut {
  readonly receipt: boolean;
  readonly page: boolean;
}

/** What the terminal can do right now, seen from outside the session. */
export interface World {
  readonly catalogue: CatalogueDocument | null;
  /** Health of every configured device; a class that is absent is not fitted to this machine. */
  readonly devices: Partial<Record<DeviceClass, { readonly health: Health; readonly status: DeviceStatus | null }>>;
  /** Health of each camera; one that is left out is not fitted. The class's own health is among `devices`. */
  readonly cameras?: Partial<Readonly<Record<CameraPlace, Health>>>;
  readonly platform: 'online' | 'offline' | 'unknown';
  /** Is there room on the disk for new business? */
  readonly ledgerReady: boolean;
  /** Why the document printer said beforehand that it would refuse a job; null or left out when it did not. */
  readonly documentRefused?: string | null;
  /** Why a document on special stock (numbered, sealed) would not be printed; null or left out where it would. */
  readonly specialPaperRefused?: string | null;
  /** Left out where no other program of this machine prints. */
  readonly guestPaper?: GuestPaperOut;
  /** On battery, and it will soon be empty: nothing new is begun that the dark would cut off. */
  readonly powerLow?: boolean;
  /** Calendar date at the site, YYYY-MM-DD: limits of date fields and items' validity. */
  readonly today: string;
}

/** What the last run left open; shown once to whoever stands there. */
export interface Recovery {
  /** The session that was cut off: a card it left may still lie there. */
  readonly sessionId: string | null;
  readonly submitted: boolean;
  readonly caseNumber: string | null;
  readonly paperUnknown: boolean;
  /** What a printer proved since of the papers that were unknown, once none of them is any more. */
  readonly paperProved: 'printed' | 'saved' | 'notPrinted' | null;
}
