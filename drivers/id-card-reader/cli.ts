import { type DeviceError, type IdCard, type IdCardReader, type Transport, unreachable } from '../contract/index.ts';
import { createIdCardReader, wrapperProfile } from './make.ts';

/** What `npm run device -- id-card <action>` knows. */
export const idCardCommands = {
  read: 'wait for a card and print what is on it',
  status: 'ask the reader how it is',
  'sam-id': 'print the number of the security module',
} as const;
export type IdCardAction = keyof typeof idCardCommands;

export const isIdCardAction = (action: string): action is IdCardAction => Object.hasOwn(idCardCommands, action);

export interface IdCardCliOptions {
  /** Whatever `createIdCardReader` takes. */
  readonly port: string;
  readonly baudRate?: number;
  /** HID only: the name of a known wrapper, or the path of a JSON file with one. */
  readonly wrapper?: string;
  /** Puts a recorder between driver and port. */
  readonly tap?: (transport: Transport) => Transport;
  readonly json: boolean;
  /** How long `read` waits for a card. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const EXIT_DEVICE_ERROR = 2;

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
  const complain = (error: Pick<DeviceError, 'errorCode' | 'message'>): number => {
    options.stderr.write(`id-card ${action}: ${error.message} [${error.errorCode}]\n`);
    return EXIT_DEVICE_ERROR;
  };
  const wrapper = options.wrapper === undefined ? undefined : await wrapperProfile(options.wrapper);
  if (wrapper && !wrapper.ok) return complain({ errorCode: 'wrapperInvalid', message: wrapper.error });
  const made = createIdCardReader({
    port: options.port,
    ...(options.baudRate === undefined ? {} : { baudRate: options.baudRate }),
    ...(wrapper ? { wrapper: wrapper.value } : {}),
    ...(options.tap ? { tap: options.tap } : {}),
  });
  if (!made.ok) return complain({ errorCode: 'portInvalid', message: made.error });
  const reader = made.value;
  try {
    const opened = await reader.open();
    if (!opened.ok && action !== 'status') return complain(opened.error);
    switch (action) {
      case 'read':
        return await read(reader, options, complain);
      case 'status': {
        const status = reader.status();
        options.stdout.write(
          options.json
            ? `${JSON.stringify(status)}\n`
            : `${status.device}  SAM ${status.identity ?? 'unknown'}  ${status.faults.join(' ') || 'no faults'}  (${status.evidence})\n`,
        );
        return opened.ok ? 0 : complain(opened.error);
      }
      case 'sam-id': {
        const samId = await reader.readSamId();
        if (!samId.ok) return complain(samId.error);
        options.stdout.write(options.json ? `${JSON.stringify({ samId: samId.value })}\n` : `${samId.value}\n`);
        return 0;
      }
      default:
        return unreachable(action);
    }
  } finally {
    await reader.close();
  }
}

async function read(
  reader: IdCardReader,
  options: IdCardCliOptions,
  complain: (error: DeviceError) => number,
): Promise<number> {
  const card = await reader.read({
    timeoutMs: options.timeoutMs,
    ...(options.signal ? { signal: options.signal } : {}),
    onProgress: (progress) => {
      // With --json stderr carries the reason of a failure and nothing else.
      if (!options.json) options.stderr.write(`${progress}\n`);
    },
  });
  if (!card.ok) return complain(card.error);
  const { value } = card;
  options.stdout.write(
    options.json
      ? `${JSON.stringify(Object.fromEntries(ITEMS.map((item) => [item, value[item]])))}\n`
      : ITEMS.map((item) => `${item.padEnd(12)} ${value[item] ?? '-'}\n`).join(''),
  );
  return 0;
}
