import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Story } from './demo/acts.ts';
import { Citizen, type Step } from './demo/citizen.ts';
import { keepDocuments, keepReceipts, nobodyIn, readLedger, screensWithoutPicture } from './demo/keepsakes.ts';
import { readPlatform } from './demo/platform-view.ts';
import { faultStories } from './demo/stories/faults.ts';
import { itemStories } from './demo/stories/items.ts';
import { lineOf, pad, table } from './demo/table.ts';
import { withDrivenKiosk } from './dock/driven-kiosk.ts';
import { buildIfOlder } from './dock/product-build.ts';
import { type Stack, startStack } from './dock/stack.ts';

const root = path.join(import.meta.dirname, '..');
const out = path.join(root, 'demo-out');
const screens = path.join(out, 'screens');
const KEPT = 'what is kept';
const USAGE = `npm run demo -- [<pattern>]

  <pattern>   only the stories whose name it fits, a regular expression: paper, '^pension-by-face$'; all without it

The stories: ${[...itemStories, ...faultStories].map(({ id }) => id).join(' ')}

Empties demo-out/ and fills it. Exit codes: 0 every step happened, 1 one did not, 64 wrong words
`;
const EXIT_USAGE = 64;
/** Short waits, so that an idle citizen does not hold up the demo; longer than a face or the registers are waited for. */
const TIMING = { idleSeconds: 30, warningSeconds: 10 };

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function sayStep({ story, what, milliseconds, failure }: Step): void {
  const seconds = (milliseconds / 1000).toFixed(1).padStart(6);
  say(
    `${failure === null ? ' ok ' : 'FAIL'}  ${seconds} s  ${pad(story, 20)}  ${what}${failure === null ? '' : `: ${failure}`}`,
  );
}

/** Real Electron, simulated devices on ptys, the platform over HTTPS; the stories one after another. */
async function play(stories: readonly (typeof itemStories)[number][], stack: Stack): Promise<readonly Step[]> {
  const fromTheStart = stories[0]?.begins === 'newMachine';
  if (fromTheStart) await stack.platform.kill();
  return withDrivenKiosk(
    root,
    stack,
    async (kiosk) => {
      const citizen = await Citizen.before(kiosk, screens, sayStep);
      for (const story of stories) {
        if (!(await citizen.play(story))) break;
      }
      return citizen.steps;
    },
    { fromTheStart },
  );
}

/** Receipts, documents and both sides' books; the last steps of the demo are that they name nobody, and (`all` stories) that no screen is without a picture. */
async function keep(stack: Stack, all: boolean): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const step = async (what: string, happen: () => unknown): Promise<void> => {
    const begun = performance.now();
    let failure: string | null = null;
    try {
      await happen();
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    const kept = { story: KEPT, what, milliseconds: Math.round(performance.now() - begun), failure };
    steps.push(kept);
    sayStep(kept);
  };
  const terminalData = path.join(stack.directory, 'terminal');
  const [ledgerFile, platformFile] = [path.join(out, 'ledger.json'), path.join(out, 'platform.json')];
  await step('receipts as pictures of the paper', () => keepReceipts(stack.machine, path.join(out, 'receipts')));
  await step('the ledger', () => writeFileSync(ledgerFile, JSON.stringify(readLedger(terminalData), null, 2)));
  await step('the platform’s view and the documents it issued', async () => {
    const view = await readPlatform(path.join(stack.directory, 'platform'));
    writeFileSync(platformFile, JSON.stringify(view, null, 2));
    keepDocuments(path.join(stack.directory, 'documents'), view, path.join(out, 'documents'));
  });
  await step('nobody is named on the terminal’s disk or in these books', () =>
    nobodyIn([terminalData, ledgerFile, platformFile]),
  );
  if (all)
    await step('every screen of the session has its picture', () => {
      const missing = screensWithoutPicture(screens);
      if (missing.length > 0) throw new Error(`there is none of ${missing.join(', ')}`);
    });
  return steps;
}

const needsChip = ({ acts }: Story): boolean => acts.some((act) => act.do === 'chip');

type Wish = { readonly pattern: string | undefined; readonly stories: readonly Story[] };

/** Which stories were asked for, or why that cannot be told. Nothing is emptied before. */
function wish([pattern, ...more]: readonly string[]): Wish | string {
  if (more.length > 0) return `one pattern at a time, and then "${more[0]}"?`;
  if (pattern?.startsWith('-')) return `there is no option ${pattern}`;
  try {
    const fits = new RegExp(pattern ?? '');
    const stories = [...itemStories, ...faultStories].filter(({ id }) => fits.test(id));
    return stories.length > 0 ? { pattern, stories } : `no story is called ${pattern}`;
  } catch {
    return `${pattern} is no regular expression`;
  }
}

async function run({ pattern, stories: wished }: Wish): Promise<boolean> {
  const begun = performance.now();
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await buildIfOlder(root, say);
  const stack = await startStack({
    directory: path.join(out, 'machine'),
    realistic: true,
    chipReader: true,
    change: (config) => ({ ...config, timing: TIMING }),
  });
  const stories = wished.filter((story) => stack.chipReader !== null || !needsChip(story));
  if (stories.length < wished.length)
    say(
      'No card service of our own can run here (Linux and root only): stories with a social security card are left out.',
    );
  const played = await play(stories, stack).finally(() => stack.stop());
  const steps = [...played, ...(await keep(stack, pattern === undefined))];
  const titled = [...stories, { id: KEPT, title: 'what is kept' }];
  const lines = titled.map(({ id, title }) =>
    lineOf(
      title,
      steps.filter(({ story }) => story === id),
    ),
  );
  say(`\n${table(lines)}`);
  const missing = steps.filter(({ failure }) => failure !== null).length;
  const untold = lines.filter((line) => line.steps === 0).length;
  say(`\n${steps.length - missing} steps happened, ${missing} did not, in ${Math.round((performance.now() - begun) / 1000)} s. In ${path.relative(process.cwd(), out) || '.'}/:
  screens/        every screen, a folder a story, in the order they were seen
  receipts/       each paper, decoded from the bytes that reached the printer
  documents/      each PDF, as the document printer got it
  ledger.json     what the terminal wrote down      platform.json   what the platform knows of it
  machine/        the terminal, its devices and the platform as they were left`);
  return missing === 0 && untold === 0;
}

const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  process.stdout.write(USAGE);
  process.exit();
}
const wished = wish(words);
if (typeof wished === 'string') {
  process.stderr.write(`${wished}\n\n${USAGE}`);
  process.exit(EXIT_USAGE);
}
try {
  process.exitCode = (await run(wished)) ? 0 : 1;
} catch (error) {
  say(`The demo ended early: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
// Playwright and the ptys keep handles open.
process.exit();
