import { type CommandLine, complainer, say, withDevice } from '../command-line/index.ts';
import type { ScannedCode } from '../contract/index.ts';
import { type BarcodeReaderOptions, createBarcodeReader } from './make.ts';
import { classifyPayload } from './payload.ts';

export interface ScannerCommandOptions extends BarcodeReaderOptions, Omit<CommandLine, 'json'> {
  readonly json?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * A technician's scanner client: reads one code and prints it. Exit code 0, or 2 with one line saying why.
 * `--json` prints `{"text", "aim", "class"}`.
 */
export async function runScanner(action: string, options: ScannerCommandOptions): Promise<number> {
  const complain = complainer(`scanner ${action}`, options);
  if (action !== 'read') return complain({ errorCode: 'actionUnknown', message: 'expected read' });
  const made = createBarcodeReader(options);
  if (!made.ok) return complain({ errorCode: 'settingInvalid', message: made.error });
  return withDevice(made.value, async (scanner, opened) => {
    if (!opened.ok) return complain(opened.error);
    for (const fault of scanner.status().faults)
      options.stderr.write(`warning: ${fault} (${scanner.status().evidence})\n`);
    const read = await scanner.read({
      timeoutMs: options.timeoutMs ?? 30_000,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    if (!read.ok) return complain(read.error);
    say({ ...options, json: options.json === true }, report(read.value), `${read.value.text}\n`);
    return 0;
  });
}

const report = (code: ScannedCode) => ({ ...code, class: classifyPayload(code.text).class });
