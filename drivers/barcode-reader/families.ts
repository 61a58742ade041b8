import { type Dialect, type FirmwareQuestion, foundByPattern, type Setting } from './dialect.ts';
import * as gm65 from './gm65-dialect.ts';
import * as honeywell from './honeywell.ts';
import * as newland from './newland.ts';
import type { Suffix } from './suffix-parser.ts';

export const FAMILY_NAMES = ['plain', 'honeywell', 'newland', 'gm65'] as const;
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
  /** What its program is: asked once while idle, each by itself; none where no source says how. */
  readonly firmware: readonly FirmwareQuestion[];
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
  firmware: [],
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
    findReply: (held, command) => foundByPattern(honeywell.replyPattern(command), held),
    matches: (setting, value) => value === setting.value,
    readFirst: false,
    lateReplies: honeywell.LATE_REPLIES,
    findLate: honeywell.findLate,
  },
  firmware: [honeywell.REVISION],
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
    findReply: (held, command) => foundByPattern(newland.replyPattern(command), held),
    matches: (setting, value) => value === setting.value,
    readFirst: false,
    lateReplies: newland.LATE_REPLIES,
    findLate: newland.findLate,
  },
  firmware: [newland.VERSION],
  settings: () => [
    { name: 'SETUPE', value: '0', fault: 'programming-codes-on', readable: true },
    { name: 'SCNMOD', value: '0', fault: 'trigger-mode', readable: true },
  ],
  programmingCodes: 'turnedOff',
};

const gm65Family: Family = {
  name: 'gm65',
  model: 'GM65 scanner module',
  trigger: { on: gm65.TRIGGER_ON, off: gm65.TRIGGER_OFF },
  // Replies do not name the register: any reply is the one to the last question.
  triggerAnswers: { on: 'trigger', off: 'trigger' },
  dialect: gm65.DIALECT,
  firmware: gm65.VERSIONS,
  settings: () => [
    { name: '0003', value: '02', mask: 0x02, fault: 'programming-codes-on', readable: true },
    { name: '0000', value: '01', mask: 0x03, fault: 'trigger-mode', readable: true },
  ],
  programmingCodes: 'turnedOff',
};

/** The family of that name. */
export const families: Readonly<Record<FamilyName, Family>> = {
  plain,
  honeywell: honeywellFamily,
  newland: newlandFamily,
  gm65: gm65Family,
};
