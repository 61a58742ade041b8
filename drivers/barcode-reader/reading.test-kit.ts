import type { BarcodeReader, Clock } from '../contract/index.ts';
import { parseSuffix, type Suffix } from './suffix-parser.ts';

export const suffixOf = (name: string): Suffix => {
  const suffix = parseSuffix(name);
  if (!suffix.ok) throw new Error(suffix.error);
  return suffix.value;
};

/** Lets everything that is due in this turn happen. */
export const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Runs `act` once the scanner is reading. */
export async function whileReading(
  { scanner, clock }: { readonly scanner: Pick<BarcodeReader, 'read'>; readonly clock: Clock },
  act: () => void,
  timeoutMs = 5_000,
) {
  const reading = scanner.read({ timeoutMs });
  await clock.delay(50);
  act();
  return reading;
}
