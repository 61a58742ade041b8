import type { DeviceClass } from '../../../drivers/contract/status.ts';
import type { HealthCheckLevel } from '../../contract/device-messages.ts';
import type { LocalizedText } from '../../contract/text.ts';

/** One self-test this machine can have, as UnifiedPOS `CheckHealth` sorts them; `screen`, `platform`, `storage` are ours. */
export interface TestKind {
  /** Its name in records and audit: `receiptPrinter.external`, `network`. */
  readonly what: string;
  readonly title: LocalizedText;
  readonly device: DeviceClass | null;
  readonly level: HealthCheckLevel | null;
  /** What the person does at the machine; null where nobody is needed. */
  readonly instruction: LocalizedText | null;
  /** What only a person can see or hear afterwards. */
  readonly judge: LocalizedText | null;
  /** The longest it may take; of one that asks for several things, the longest each may. */
  readonly seconds: number;
}

/** A level that a class, or this machine's device of it, cannot be tested at, and why. */
export interface NotOffered {
  readonly why: LocalizedText;
}

/** The printer that a test makes print; null for one that moves no paper. */
export const printerOf = ({
  device,
  level,
}: Pick<TestKind, 'device' | 'level'>): 'receiptPrinter' | 'documentPrinter' | null =>
  level === 'external' && (device === 'receiptPrinter' || device === 'documentPrinter') ? device : null;
