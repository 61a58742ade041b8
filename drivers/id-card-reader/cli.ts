import { complainer, printReading, type ReadingLine, say, withDevice, worldStatus } from '../command-line/index.ts';
import { type IdCard, type Transport, unreachable } from '../contract/index.ts';
import { createIdCardReader, wrapperProfile } from './make.ts';

/** What `npm run device -- id-card <action>` knows. */
export const idCardCommands = {
  read: 'wait for a card and print what is on it',
  status: 'ask the reader how it is',
  'sam-id': 'print the number of the security module',
} as const;
export type IdCardAction = keyof typeof idCardCommands;

export const isIdCardAction = (action: string): action is IdCardAction => Object.hasOwn(idCardCommands, action);

export interface IdCardCliOptions extends ReadingLine {
  /** Whatever `createIdCardReader` takes. */
  readonly port: string;
  readonly baudRate?: number;
  /** HID only: the name of a known wrapper, or the path of a JSON file with one. */
  readonly wrapper?: string;
  /** Puts a recorder between driver and port. */
  readonly tap?: (transport: Transport) => Transport;
}

/** The items of a card in the order they are printed. */
const ITEMS = [
  'cardType',
  'name',
  'englishName',
  'sex',
  'nation',
  'nationality',
  'birth',
  'address',
  'number',
  'issuer',
  'validFrom',
  'validTo',
  'passNumber',
  'issueCount',
  'olderNumber',
] as const satisfies readonly (keyof IdCard)[];

/**
 * Runs one action against a real reader. Resolves to the exit code: 0 done, 2 device error with one line of reason on
 * stderr. Personal data goes to stdout only, and only for `read`.
 */
export async function runIdCard(action: IdCardAction, options: IdCardCliOptions): Promise<number> {
  const complain = complainer(`id-card ${action}`, options);
  const wrapper = options.wrapper === undefined ? undefined : await wrapperProfile(options.wrapper);
  if (wrapper && !wrapper.ok) return complain({ errorCode: 'wrapperInvalid', message: wrapper.error });
  const made = createIdCardReader({
    port: options.port,
    ...(options.baudRate === undefined ? {} : { baudRate: options.baudRate }),
    ...(wrapper ? { wrapper: wrapper.value } : {}),
    ...(options.tap ? { tap: options.tap } : {}),
  });
  if (!made.ok) return complain({ errorCode: 'portInvalid', message: made.error });
  return withDevice(made.value, async (reader, opened) => {
    if (!opened.ok && action !== 'status') return complain(opened.error);
    switch (action) {
      case 'read':
        return printReading((how) => reader.read(how), ITEMS, options, complain);
      case 'status': {
        const status = reader.status();
        const { device, identity, faults, evidence } = status;
        const text = `${device}  SAM ${identity ?? 'unknown'}  ${faults.join(' ') || 'no faults'}  (${evidence})\n`;
        say(options, worldStatus(status), text);
        return opened.ok ? 0 : complain(opened.error);
      }
      case 'sam-id': {
        const samId = await reader.readSamId();
        if (!samId.ok) return complain(samId.error);
        say(options, { samId: samId.value }, `${samId.value}\n`);
        return 0;
      }
      default:
        return unreachable(action);
    }
  });
}
