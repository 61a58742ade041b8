import { complainer, printReading, type ReadingLine, say, withDevice, worldStatus } from '../command-line/index.ts';
import { type SocialSecurityCard, unreachable } from '../contract/index.ts';
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

export interface SmartCardCliOptions extends ReadingLine {
  /** The PC/SC reader's name or a part of it; without it there must be only one. */
  readonly reader?: string;
  /** Tests bring their own. */
  readonly service?: CardService;
}

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
export function runSmartCard(action: SmartCardAction, options: SmartCardCliOptions): Promise<number> {
  const complain = complainer(`smart-card ${action}`, options);
  const made = new PcscSocialSecurityCardReader(
    options.service ?? new PcscCardService(),
    options.reader === undefined ? {} : { reader: options.reader },
  );
  return withDevice(made, async (reader, opened) => {
    switch (action) {
      case 'read':
        if (!opened.ok) return complain(opened.error);
        return printReading((how) => reader.read(how), ITEMS, options, complain);
      case 'status': {
        const status = opened.ok ? await reader.refresh() : reader.status();
        const { device, identity, faults, evidence } = status;
        const text = `${device}  ${identity ?? 'no reader'}  ${faults.join(' ') || 'no faults'}  (${evidence})\n`;
        say(options, worldStatus(status), text);
        return opened.ok ? 0 : complain(opened.error);
      }
      default:
        return unreachable(action);
    }
  });
}
