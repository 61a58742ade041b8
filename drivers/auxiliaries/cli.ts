import { type CommandLine, type Complain, complainer, namedFile, withDevice } from '../command-line/index.ts';
import {
  type Auxiliaries,
  type AuxiliariesSnapshot,
  fail,
  flashRateSchema,
  lightColorSchema,
  ok,
  type Result,
  systemClock,
  unreachable,
} from '../contract/index.ts';
import { type BoardOptions, createAuxiliaries, profiles } from './boards.ts';
import { type Profile, parseProfile } from './profile.ts';

/** What `npm run device -- auxiliaries <action>` knows. */
export const auxiliariesCommands = {
  status: 'print all inputs and outputs',
  watch: 'print every change until the time is over',
  light: 'set a light: <position> <off|slow|medium|quick|continuous> [color]',
} as const;
export type AuxiliariesAction = keyof typeof auxiliariesCommands;

export const isAuxiliariesAction = (action: string): action is AuxiliariesAction =>
  Object.hasOwn(auxiliariesCommands, action);

export interface AuxiliariesCliOptions extends CommandLine {
  /** Serial path, `tcp://host:port`, or `hid://vid:pid` for HID profiles. */
  readonly port: string;
  /** Name of a profile, or a JSON file. */
  readonly profile: string;
  /** How long `watch` watches. */
  readonly timeoutMs: number;
  readonly baudRate?: number;
  /** For `light`: position, rate, color. */
  readonly words?: readonly string[];
  readonly signal?: AbortSignal;
  /** Put something between driver and wire, once the board's profile is known. */
  readonly taps?: (profile: Profile) => Pick<BoardOptions, 'tap' | 'tapHid'>;
}

/** A board that cannot be asked gets this long to tell its first inputs. */
const FIRST_REPORT_MS = 1_500;

/** Runs one action against a real board. Resolves to the exit code: 0 done, 2 with one line of reason on stderr. */
export async function runAuxiliaries(action: AuxiliariesAction, options: AuxiliariesCliOptions): Promise<number> {
  const complain = complainer(`auxiliaries ${action}`, options);
  const profile = await profileOf(options.profile);
  if (!profile.ok) return complain({ errorCode: 'profileInvalid', message: profile.error });
  const { port, baudRate } = options;
  const made = createAuxiliaries({
    port,
    profile: profile.value,
    ...(baudRate === undefined ? {} : { baudRate }),
    ...options.taps?.(profile.value),
  });
  if (!made.ok) return complain({ errorCode: 'portInvalid', message: made.error });
  return withDevice(made.value, async (board, opened) => {
    if (!opened.ok) return complain(opened.error);
    switch (action) {
      case 'status':
        await firstReport(board);
        print(options, board.snapshot());
        return 0;
      case 'watch':
        return await watch(board, options, complain);
      case 'light': {
        const set = await setLight(board, options.words ?? []);
        return set.ok ? 0 : complain(set.error);
      }
      default:
        return unreachable(action);
    }
  });
}

/** A profile of ours by its name, or one in a JSON file; the error says why it is none. */
export async function profileOf(name: string): Promise<Result<Profile, string>> {
  const known = profiles[name];
  if (known) return ok(known);
  // As in the terminal's configuration: a place is a file whatever it is called.
  if (!name.endsWith('.json') && !name.includes('/')) {
    return fail(`"${name}" is no profile: expected ${Object.keys(profiles).join(', ')} or a JSON file`);
  }
  const file = await namedFile(name);
  if (!file.ok) return file;
  try {
    return parseProfile(JSON.parse(file.value.toString('utf8')));
  } catch (thrown) {
    return fail(`the file is not JSON: ${thrown instanceof Error ? thrown.message : 'unreadable'}`);
  }
}

async function firstReport(board: Auxiliaries): Promise<void> {
  const isKnown = ({ presence, doors }: AuxiliariesSnapshot) =>
    ![presence, ...Object.values(doors)].includes('unknown');
  if (isKnown(board.snapshot())) return;
  const heard = new AbortController();
  const stop = board.onSnapshot((snapshot) => isKnown(snapshot) && heard.abort());
  await systemClock.delay(FIRST_REPORT_MS, heard.signal);
  stop();
}

async function watch(board: Auxiliaries, options: AuxiliariesCliOptions, complain: Complain): Promise<number> {
  const lost = new AbortController();
  const stops = [
    board.onSnapshot((snapshot) => print(options, snapshot)),
    // That a key was pressed is shown; which one may be part of somebody's number.
    board.onKey(({ action }) => !options.json && options.stdout.write(`key ${action}\n`)),
    board.onStatus(({ faults }) => faults.length > 0 && faults[0] !== 'stuck-key' && lost.abort()),
  ];
  print(options, board.snapshot());
  await systemClock.delay(
    options.timeoutMs,
    options.signal ? AbortSignal.any([options.signal, lost.signal]) : lost.signal,
  );
  for (const stop of stops) stop();
  const { faults, evidence } = board.status();
  return lost.signal.aborted ? complain({ errorCode: faults.join(' '), message: evidence }) : 0;
}

async function setLight(board: Auxiliaries, [position = '', rate = '', color]: readonly string[]) {
  const flashRate = flashRateSchema.safeParse(rate);
  const shade = lightColorSchema.nullable().safeParse(color ?? null);
  if (!flashRate.success || !shade.success) {
    const message = `expected <position> <${flashRateSchema.options.join('|')}> [${lightColorSchema.options.join('|')}]`;
    return fail({ errorCode: 'wordsInvalid', message });
  }
  return board.setLight(position, { flashRate: flashRate.data, color: shade.data });
}

function print({ json, stdout }: AuxiliariesCliOptions, snapshot: AuxiliariesSnapshot): void {
  if (json) {
    stdout.write(`${JSON.stringify(snapshot)}\n`);
    return;
  }
  const { presence, doors, tamper, ups, operatorSwitch, headset, lights, volume } = snapshot;
  const rows: [string, string | null][] = [
    ['presence', presence],
    ...Object.entries(doors).map(([name, door]): [string, string] => [`door ${name}`, door]),
    ['tamper', tamper],
    ['ups', ups && `${ups.state}${ups.percent === null ? '' : ` ${ups.percent} %`}`],
    ['operator switch', operatorSwitch],
    ['headset', headset],
    ...Object.entries(lights).map(([name, light]): [string, string | null] => [
      `light ${name}`,
      light && `${light.flashRate}${light.color === null ? '' : ` ${light.color}`}`,
    ]),
    ['volume', volume && `${volume.percent} % ${volume.route}`],
  ];
  stdout.write(`${rows.map(([name, word]) => `${name.padEnd(22)} ${word ?? '-'}\n`).join('')}\n`);
}
