import { auxiliariesCommands } from '../drivers/auxiliaries/index.ts';
import { SCANNER_FAMILIES } from '../drivers/barcode-reader/index.ts';
import { cameraActions } from '../drivers/camera/index.ts';
import { smartCardCommands } from '../drivers/card-reader/index.ts';
import { documentActions } from '../drivers/document-printer/index.ts';
import { idCardCommands } from '../drivers/id-card-reader/index.ts';
import { receiptActions } from '../drivers/receipt-printer/index.ts';
import { xfsActions } from '../drivers/xfs4iot/index.ts';

export const flags = {
  port: { type: 'string' },
  json: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '30' },
  baud: { type: 'string' },
  family: { type: 'string' },
  suffix: { type: 'string' },
  /** The scanner was set up to send AIM identifiers before its codes. */
  aim: { type: 'boolean', default: false },
  wrapper: { type: 'string' },
  width: { type: 'string' },
  text: { type: 'string' },
  file: { type: 'string' },
  copies: { type: 'string' },
  job: { type: 'string' },
  fingerprint: { type: 'string' },
  reader: { type: 'string' },
  profile: { type: 'string' },
  secret: { type: 'string' },
  authority: { type: 'string' },
  lights: { type: 'string' },
  native: { type: 'string' },
  yes: { type: 'boolean', default: false },
  key: { type: 'string' },
  out: { type: 'string' },
  cycles: { type: 'string' },
  record: { type: 'string' },
  speed: { type: 'string', default: '1' },
  strict: { type: 'boolean', default: false },
  link: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;
type Flag = keyof typeof flags;
type Takes = readonly Flag[];

interface ClassWords {
  /** Each action with every option that does something to it. */
  readonly actions: Readonly<Record<string, Takes>>;
  /** Further words an action takes, by name. */
  readonly more?: Readonly<Record<string, readonly string[]>>;
  /** What `--help` says of the class. */
  readonly lines: string;
}

const TOLD: Takes = ['json', 'record'];
/** Whatever of these does not wait is over sooner. */
const WAITS: Takes = [...TOLD, 'timeout'];
/** Every class's suite also runs against the same class behind a service. */
const BENCH: Takes = ['port', 'json', 'yes', 'key', 'out', 'cycles', 'secret', 'authority'];
const each = (actions: readonly string[], takes: Takes): Record<string, Takes> =>
  Object.fromEntries(actions.map((action) => [action, takes]));

const ID_CARD: Takes = ['port', 'baud', 'wrapper'];
const SCANNER: Takes = ['port', 'baud', 'family', 'suffix', 'aim'];
const RECEIPT: Takes = ['port', 'baud', 'family', 'width'];
const DOCUMENT: Takes = ['port', 'fingerprint'];
const BOARD: Takes = ['port', 'baud', 'profile'];
const XFS: Takes = ['port', 'secret', 'authority'];

const CLASSES: ReadonlyMap<string, ClassWords> = new Map<string, ClassWords>([
  [
    'id-card',
    {
      actions: {
        ...each(Object.keys(idCardCommands), [...ID_CARD, ...WAITS]),
        conformance: [...ID_CARD, ...BENCH],
      },
      lines: `${Object.keys(idCardCommands).join(' | ')}   [--baud <rate>] [--wrapper <name | file.json>]
              a USB card reader's port is usb://0400:c35a[/serial], a HID one's hid://vid:pid[/serial]`,
    },
  ],
  [
    'scanner',
    {
      actions: { read: [...SCANNER, ...WAITS], conformance: [...SCANNER, ...BENCH] },
      lines: `read   [--family ${SCANNER_FAMILIES.join('|')}] [--suffix CR|LF|CRLF|TAB|ETX|idle] [--aim] [--baud <rate>]
              in HID-POS mode its port is hid://vid:pid[/serial]`,
    },
  ],
  [
    'receipt',
    {
      actions: {
        ...each(receiptActions, [...RECEIPT, ...TOLD]),
        print: [...RECEIPT, ...TOLD, 'text', 'file'],
        conformance: [...RECEIPT, ...BENCH],
      },
      lines: `${receiptActions.join(' | ')}   [--family epson|snbc|masung|custom|cashino] [--width 576|384]
              print also takes --text <text> or --file <receipt.json or a text file>; without either the self-test page`,
    },
  ],
  [
    'document',
    {
      actions: {
        ...each(documentActions, [...DOCUMENT, ...TOLD]),
        print: [...DOCUMENT, ...TOLD, 'file', 'copies'],
        cancel: [...DOCUMENT, ...TOLD, 'job'],
        conformance: [...DOCUMENT, ...BENCH, 'native'],
      },
      lines: `${documentActions.join(' | ')}   --port <ipp://host:631/ipp/print> [--fingerprint <sha-256 of an ipps certificate>]
              print --file <pdf> [--copies <n>]; cancel --job <number, as jobs shows it>`,
    },
  ],
  [
    'smart-card',
    {
      actions: {
        ...each(Object.keys(smartCardCommands), ['reader', ...WAITS]),
        conformance: ['reader', ...BENCH],
      },
      lines: `${Object.keys(smartCardCommands).join(' | ')}   [--reader <name or part of it>]
              needs no --port: the system's card service knows the readers; behind an XFS4IoT service it is xfs read-chip`,
    },
  ],
  [
    'auxiliaries',
    {
      actions: {
        ...each(Object.keys(auxiliariesCommands), [...BOARD, ...WAITS]),
        conformance: [...BOARD, ...BENCH, 'lights'],
      },
      more: { light: ['position', 'rate', 'color'] },
      lines: `${Object.keys(auxiliariesCommands).join(' | ')} <position> <rate> [color]   --profile <name | file.json> [--baud <rate>]`,
    },
  ],
  [
    'camera',
    {
      actions: each(cameraActions, ['json', 'data']),
      lines: `${cameraActions.join(' | ')}   [--data <the kiosk's terminal.dataDirectory>]   (needs no --port)`,
    },
  ],
  [
    'xfs',
    {
      actions: each(xfsActions, [...XFS, ...WAITS]),
      lines: `${xfsActions.join(' | ')}
              --port <ws://host:port/xfs4iot/v1.0/Service or xfs://host/serial, for discover host[:port]> [--secret <file>] [--authority <pem file>]`,
    },
  ],
  [
    'replay',
    {
      actions: {},
      lines: `<file>   [--speed <n>, 0 without pauses] [--strict] [--link <path of the pty, or tcp; port of vpcd's reader>]   (needs no --port)`,
    },
  ],
]);

const REPLAY: Takes = ['speed', 'strict', 'link'];

const CONFORMANCE = `conformance   [--yes] [--key <Ed25519 PEM file>] [--out <report.json>] [--cycles <n>]
              the suite every driver must pass; also of the same class behind a service: --port <ws://…> [--secret <file>]
              [--authority <pem file>], auxiliaries [--lights <name,name>], document [--native <what it calls PDF>]
              --yes: nobody is there to lay cards and pull plugs, what needs a person is skipped, which is no pass`;

const HEAD = 'npm run device -- <class> <action> --port <port> [--json] [--timeout <seconds>] [--record <file>]';
const TAIL = `A port is a serial path or tcp://host:port, and whatever a class names beside. --timeout is how long a card, a code or a change
is waited for (30). --record <file> also writes what passed over the port, personal data masked; replay makes a device of it.

Exit code 0 done, 2 the device could not (one line says why), 64 wrong words.
`;

const linesOf = (name: string, { lines, actions }: ClassWords): string =>
  `  ${name.padEnd(12)}${lines}\n${'conformance' in actions ? `  ${' '.repeat(12)}${CONFORMANCE}\n` : ''}`;

/** Everything, or of one class only what can be said to it. */
export function usageOf(deviceClass = ''): string {
  const one = CLASSES.get(deviceClass);
  if (one !== undefined) return `${HEAD}\n\n${linesOf(deviceClass, one)}\n${TAIL}`;
  const all = [...CLASSES].map(([name, words]) => linesOf(name, { ...words, actions: {} })).join('');
  const tested = [...CLASSES].flatMap(([name, { actions }]) => ('conformance' in actions ? [name] : []));
  return `${HEAD}\n\n${all}\n  ${tested.join(', ')}  ${CONFORMANCE}\n\n${TAIL}`;
}

/** What is wrong with the words of a command, in one sentence; null when all of them mean something to this action. */
export function whyNot(positionals: readonly string[], given: readonly string[]): string | null {
  const [deviceClass = '', action = '', ...rest] = positionals;
  const words = CLASSES.get(deviceClass);
  if (words === undefined) {
    const known = `it is one of ${[...CLASSES.keys()].join(', ')}`;
    return deviceClass === '' ? `say which device class: ${known}` : `"${deviceClass}" is no device class: ${known}`;
  }
  const isReplay = deviceClass === 'replay';
  if (isReplay && action === '') return 'say which transcript to replay: replay <file>';
  const takes = isReplay ? REPLAY : Object.hasOwn(words.actions, action) ? words.actions[action] : undefined;
  if (takes === undefined) {
    const known = `it is one of ${Object.keys(words.actions).join(', ')}`;
    return action === ''
      ? `say what ${deviceClass} shall do: ${known}`
      : `${deviceClass} knows no action "${action}": ${known}`;
  }
  const idle = given.find((name) => name !== 'help' && !takes.some((one) => one === name));
  const what = isReplay ? 'replay' : `${deviceClass} ${action}`;
  if (idle !== undefined) return `${what} takes no --${idle}`;
  const surplus = rest.slice((words.more?.[action] ?? []).length)[0];
  return surplus === undefined ? null : `${what} takes no further word "${surplus}"`;
}

/** Where a time of the system's own stops meaning what was said. */
const LONGEST_S = 86_400;

/** A whole number that was typed, `NaN` for anything else. */
const wholeNumber = (text: string): number => (/^\d{1,9}$/.test(text) ? Number(text) : Number.NaN);

interface Numbers {
  readonly timeout?: string | undefined;
  readonly speed?: string | undefined;
  readonly baud?: string | undefined;
  readonly width?: string | undefined;
  readonly copies?: string | undefined;
  readonly job?: string | undefined;
  readonly cycles?: string | undefined;
}

/** Which number is none, in one sentence; null when all can be meant. */
export function wrongNumber({ timeout = '1', speed = '1', baud, width, copies, job, cycles }: Numbers): string | null {
  const seconds = Number(timeout);
  if (!(seconds > 0 && seconds <= LONGEST_S)) return `--timeout takes a number of seconds, at most ${LONGEST_S}`;
  if (speed.trim() === '' || !(Number(speed) >= 0 && Number.isFinite(Number(speed))))
    return '--speed takes a number: 1 the recorded pace, 2 twice as fast, 0 without pauses';
  if (baud !== undefined && !(wholeNumber(baud) >= 50)) return '--baud takes a whole number such as 9600 or 115200';
  if (width !== undefined && width !== '576' && width !== '384')
    return '--width takes 576 (80 mm paper) or 384 (58 mm)';
  if (copies !== undefined && !(wholeNumber(copies) >= 1)) return '--copies takes a whole number, 1 or more';
  if (job !== undefined && !(wholeNumber(job) >= 1))
    return '--job takes the number of a job, as "document jobs" shows it';
  if (cycles !== undefined && !/^[1-9]\d{0,6}$/.test(cycles)) return '--cycles takes a whole number, 1 or more';
  return null;
}
