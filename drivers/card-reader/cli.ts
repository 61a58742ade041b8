import { type DeviceError, type SocialSecurityCard, unreachable } from '../contract/index.ts';
import type { CardService } from './channel.ts';
import { PcscSocialSecurityCardReader } from './driver.ts';
import { PcscCardService } from './pcsc-service.ts';

/** What `npm run device -- smart-card <action>` knows. */
export const smartCardCommands = {
  read: 'wait for a social security card and print what it tells without a PIN',
  status: 'ask the card service and the reader how they are',
} as const;
export type SmartCardAction = keyof typeof smartCardCommands;

export const isSmartCardAction = (action: string): action is SmartCardAction =>
  Object.hasOwn(smartCardCommands, action);

export interface SmartCardCliOptions {
  /** The PC/SC reader's name or a part of it; without it there must be only one. */
  readonly reader?: string;
  readonly json: boolean;
  /** How long `read` waits for a card. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Tests bring their own. */
  readonly service?: CardService;
}

const EXIT_DEVICE_ERROR = 2;

/** The items of a card in the order they are printed. */
const ITEMS = [
  'cardNumber',
  'socialSecurityNumber',
  'name',
  'sex',
  'nation',
  'birth',
  'issueDate',
  'expiryDate',
  'issuer',
  'version',
] as const satisfies readonly (keyof SocialSecurityCard)[];

/**
 * Runs one action against a real reader. Resolves to the exit code: 0 done, 2 device error with one line of reason on
 * stderr. Personal data goes to stdout only, and only for `read`.
 */
export async function runSmartCard(action: SmartCardAction, options: SmartCardCliOptions): Promise<number> {
  const complain = (error: Pick<DeviceError, 'errorCode' | 'message'>): number => {
    options.stderr.write(`smart-card ${action}: ${error.message} [${error.errorCode}]\n`);
    return EXIT_DEVICE_ERROR;
  };
  const reader = new PcscSocialSecurityCardReader(
    options.service ?? new PcscCardService(),
    options.reader === undefined ? {} : { reader: options.reader },
  );
  try {
    const opened = await reader.open();
    switch (action) {
      case 'read':
        return opened.ok ? await read(reader, options, complain) : complain(opened.error);
      case 'status': {
        const status = opened.ok ? await reader.refresh() : reader.status();
        options.stdout.write(
          options.json
            ? `${JSON.stringify(status)}\n`
            : `${status.device}  ${status.identity ?? 'no reader'}  ${status.faults.join(' ') || 'no faults'}  (${status.evidence})\n`,
        );
        return opened.ok ? 0 : complain(opened.error);
      }
      default:
        return unreachable(action);
    }
  } finally {
    await reader.close();
  }
}

async function read(
  reader: PcscSocialSecurityCardReader,
  options: SmartCardCliOptions,
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
      : ITEMS.map((item) => `${item.padEnd(21)} ${value[item] ?? '-'}\n`).join(''),
  );
  return 0;
}
