import {
  type CommandLine,
  complainer,
  fateOf,
  namedFile,
  oneOf,
  say,
  withDevice,
  worldStatus,
} from '../command-line/index.ts';
import {
  type DeviceError,
  type Receipt,
  type ReceiptPrinter,
  receiptSchema,
  type Transport,
} from '../contract/index.ts';
import { createTransport } from '../transports/port.ts';
import { obstaclesIn } from './condition.ts';
import { EscPosReceiptPrinter } from './driver.ts';
import { familyNames } from './families.ts';
import type { FamilyName } from './family.ts';
import { statusFlags } from './status-bytes.ts';

/** What `npm run device -- receipt <action>` knows. */
export const receiptActions = ['print', 'status', 'self-test'] as const;
export type ReceiptAction = (typeof receiptActions)[number];

export const isReceiptAction = oneOf(receiptActions);

export interface ReceiptCliOptions extends CommandLine {
  /** Serial path or `tcp://host:port`. */
  readonly port: string;
  readonly baudRate?: number;
  /** `epson` unless told. */
  readonly family?: string;
  /** 576 (80 mm) unless told 384 (58 mm). */
  readonly widthDots?: number;
  /** What to print: plain text, its lines as paragraphs… */
  readonly text?: string;
  /** …or a receipt as JSON (the contract's `Receipt`), or a text file. Without either the self-test page. */
  readonly file?: string;
  /** Puts a recorder between driver and port. */
  readonly tap?: (transport: Transport) => Transport;
}

const DEFAULT_BAUD_RATE = 115_200;

const MOST_LINES = 200;

/** What is silently cut off, and bytes that are no text, would be found out on paper. */
function textReceipt(text: string): Receipt | string {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (text.trim() === '') return 'there is nothing to print';
  if (/[\0\uFFFD]/.test(text)) return 'it is neither a receipt (JSON) nor a text in UTF-8';
  if (lines.length > MOST_LINES) return `it has ${lines.length} lines; a receipt takes ${MOST_LINES}`;
  return receiptSchema.parse({
    blocks: lines.map((line) =>
      line === '' ? { kind: 'space', dots: 20 } : { kind: 'text', text: line, align: 'left' },
    ),
  });
}

async function receiptFor(options: ReceiptCliOptions): Promise<Receipt | string | null> {
  if (options.text !== undefined) return textReceipt(options.text);
  if (options.file === undefined) return null;
  const file = await namedFile(options.file);
  if (!file.ok) return file.error;
  const content = file.value.toString('utf8');
  if (!content.trimStart().startsWith('{')) return textReceipt(content);
  try {
    const receipt = receiptSchema.safeParse(JSON.parse(content));
    if (receipt.success) return receipt.data;
    const [issue] = receipt.error.issues;
    return `the file is no receipt: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`;
  } catch (error) {
    return `the file is not JSON: ${error instanceof Error ? error.message : 'unreadable'}`;
  }
}

/**
 * Runs one action against a real printer. Resolves to the exit code: `print` and `self-test` 0 only when the fence
 * behind the cut was answered and the status is clean; `status` 0 only when the printer answers and is ready; else 2
 * with one line of reason on stderr.
 */
export async function runReceipt(action: ReceiptAction, options: ReceiptCliOptions): Promise<number> {
  const complain = (error: DeviceError): number => {
    const fate = action === 'status' ? null : fateOf(error.effect);
    const exit = complainer(`receipt ${action}`, options)(error, fate);
    if (options.json && action !== 'status') {
      const { code, errorCode, effect } = error;
      options.stdout.write(
        `${JSON.stringify({ printed: effect === 'unknown' ? null : false, code, errorCode, effect })}\n`,
      );
    }
    return exit;
  };
  const refuse = (errorCode: string, message: string) =>
    complain({ code: 'invalidData', errorCode, message, effect: 'none' });
  const family = familyNames.find((name) => name === (options.family ?? 'epson'));
  if (!family) return refuse('family-unknown', `unknown family: use one of ${familyNames.join(', ')}`);
  const widthDots = options.widthDots ?? 576;
  if (widthDots !== 576 && widthDots !== 384) return refuse('width-unknown', 'the width is 576 or 384 dots');
  const receipt = action === 'print' ? await receiptFor(options) : null;
  if (typeof receipt === 'string') return refuse('receipt-invalid', receipt);
  const transport = createTransport(options.port, { baudRate: options.baudRate ?? DEFAULT_BAUD_RATE });
  if (!transport.ok) return refuse('port-invalid', transport.error.message);
  const { tap = (inner) => inner } = options;
  return withDevice(openable(tap(transport.value), family, widthDots, options), async (printer, opened) => {
    if (!opened.ok) return complain(opened.error);
    if (action === 'status') return report(printer, options, complain);
    const printed =
      receipt === null ? await printer.selfTest() : await printer.print({ jobId: 'command-line', receipt });
    if (!printed.ok) return complain(printed.error);
    const { fence, bytes } = printed.value;
    say(
      options,
      { printed: true, fence, bytes, effect: printed.effect },
      `printed and cut (${bytes} bytes, ${fence})\n`,
    );
    return 0;
  });
}

function openable(transport: Transport, family: FamilyName, widthDots: 576 | 384, options: ReceiptCliOptions) {
  return new EscPosReceiptPrinter(transport, {
    family,
    widthDots,
    onMissingCharacters: ({ count }) =>
      options.stderr.write(`${count} characters are not in the font and stand on the paper as code points\n`),
  });
}

function report(printer: ReceiptPrinter, options: ReceiptCliOptions, complain: (error: DeviceError) => number): number {
  const status = printer.status();
  const { device, paper, faults, evidence } = status;
  say(options, worldStatus(status), `${device}  paper ${paper}  ${faults.join(' ') || 'no faults'}  (${evidence})\n`);
  const known = statusFlags.filter((flag) => status.faults.includes(flag));
  if (status.device === 'online' && obstaclesIn(known).length === 0) return 0;
  const [errorCode = 'not-ready'] = status.faults;
  return complain({
    code: 'deviceNotReady',
    errorCode,
    message: `the printer is not ready: ${errorCode}`,
    effect: 'none',
  });
}
