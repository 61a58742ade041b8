import type { Dialect, Setting } from './dialect.ts';
import * as honeywell from './honeywell.ts';
import * as newland from './newland.ts';
import type { Suffix } from './suffix-parser.ts';

export const FAMILY_NAMES = ['plain', 'honeywell', 'newland'] as const;
export type FamilyName = (typeof FAMILY_NAMES)[number];

/** What the driver knows about a family of scanners. Adding one is adding data here and a dialect. */
export interface Family {
  readonly name: FamilyName;
  readonly model: string;
  /** How a read is started and stopped; null where the scanner reads by itself all the time. */
  readonly trigger: { readonly on: Uint8Array; readonly off: Uint8Array } | null;
  /** The command the scanner answers when triggered, where it answers. */
  readonly triggerAnswers: { readonly on: string; readonly off: string } | null;
  /** null where nothing can be asked or set. */
  readonly dialect: Dialect | null;
  /** What the terminal needs, written at open until power-off and checked while idle. */
  settings(suffix: Suffix): readonly Setting[];
  /** Whether programming codes can be made inert by command. */
  readonly programmingCodes: 'turnedOff' | 'repairedOnly' | 'beyondReach';
}

const plain: Family = {
  name: 'plain',
  model: 'serial scanner',
  trigger: null,
  triggerAnswers: null,
  dialect: null,
  settings: () => [],
  programmingCodes: 'beyondReach',
};

const honeywellFamily: Family = {
  name: 'honeywell',
  model: 'Honeywell serial scanner',
  trigger: { on: honeywell.TRIGGER_ON, off: honeywell.TRIGGER_OFF },
  triggerAnswers: null,
  dialect: {
    set: (setting) => honeywell.encodeMenuCommand(`${setting.name}${setting.value}`),
    query: (setting) => honeywell.encodeMenuCommand(`${setting.name}?`),
    replyPattern: honeywell.replyPattern,
    lateReplies: honeywell.LATE_REPLIES,
  },
  settings: (suffix) => [
    { name: 'TRGMOD', value: '0', fault: 'trigger-mode', readable: true },
    // An action rather than a value: it cannot be asked for.
    ...(suffix.kind === 'bytes' && suffix.name === 'CR'
      ? [{ name: 'VSUFCR', value: '', fault: 'suffix', readable: false }]
      : []),
  ],
  // No public command makes the menu codes inert; what they change is put back.
  programmingCodes: 'repairedOnly',
};

const newlandFamily: Family = {
  name: 'newland',
  model: 'Newland serial scanner',
  trigger: { on: newland.encodeUnifiedCommand('SCNTRG1'), off: newland.encodeUnifiedCommand('SCNTRG0') },
  triggerAnswers: { on: 'SCNTRG1', off: 'SCNTRG0' },
  dialect: {
    set: (setting) => newland.encodeUnifiedCommand(`${setting.name}${setting.value}`),
    query: (setting) => newland.encodeUnifiedCommand(`${setting.name}*`),
    replyPattern: newland.replyPattern,
    lateReplies: newland.LATE_REPLIES,
  },
  settings: () => [
    { name: 'SETUPE', value: '0', fault: 'programming-codes-on', readable: true },
    { name: 'SCNMOD', value: '0', fault: 'trigger-mode', readable: true },
  ],
  programmingCodes: 'turnedOff',
};

/** The family of that name. */
export const families: Readonly<Record<FamilyName, Family>> = {
  plain,
  honeywell: honeywellFamily,
  newland: newlandFamily,
};
