import type { ScannedCode } from '../contract/index.ts';
import { createTransport } from '../transports/index.ts';
import { SerialBarcodeReader } from './driver.ts';
import { FAMILY_NAMES, type FamilyName } from './families.ts';
import { classifyPayload } from './payload.ts';
import { parseSuffix } from './suffix-parser.ts';

interface Output {
  write(text: string): unknown;
}

export interface ScannerCommandOptions {
  /** Serial path or `tcp://host:port`. */
  readonly port: string;
  /** `plain`, `honeywell` or `newland`. */
  readonly family?: string;
  /** `CR`, `LF`, `CRLF`, `TAB`, `ETX`, `idle` or `idle(ms)`. */
  readonly suffix?: string;
  readonly aimPrefix?: boolean;
  readonly baudRate?: number;
  readonly json?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly stdout: Output;
  readonly stderr: Output;
}

const isFamily = (name: string): name is FamilyName => FAMILY_NAMES.some((family) => family === name);

/**
 * A technician's scanner client: reads one code and prints it. Exit code 0, or 2 with one line saying why.
 * `--json` prints `{"text", "aim", "class"}`.
 */
export async function runScanner(action: string, options: ScannerCommandOptions): Promise<number> {
  const refuse = (why: string): number => {
    options.stderr.write(`${why}\n`);
    return 2;
  };
  if (action !== 'read') return refuse(`scanner knows no action "${action}": expected read`);
  const family = options.family ?? 'plain';
  if (!isFamily(family)) return refuse(`"${family}" is no scanner family: expected ${FAMILY_NAMES.join(', ')}`);
  const suffix = parseSuffix(options.suffix ?? 'CR');
  if (!suffix.ok) return refuse(suffix.error);
  const transport = createTransport(options.port, { baudRate: options.baudRate ?? 9600 });
  if (!transport.ok) return refuse(transport.error.message);
  const aimPrefix = options.aimPrefix ?? false;
  const scanner = new SerialBarcodeReader(transport.value, { family, suffix: suffix.value, aimPrefix });
  try {
    const opened = await scanner.open();
    if (!opened.ok) return refuse(opened.error.message);
    for (const fault of scanner.status().faults)
      options.stderr.write(`warning: ${fault} (${scanner.status().evidence})\n`);
    const read = await scanner.read({
      timeoutMs: options.timeoutMs ?? 30_000,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!read.ok) return refuse(read.error.message);
    options.stdout.write(`${options.json ? JSON.stringify(report(read.value)) : read.value.text}\n`);
    return 0;
  } finally {
    await scanner.close();
  }
}

const report = (code: ScannedCode) => ({ ...code, class: classifyPayload(code.text).class });
