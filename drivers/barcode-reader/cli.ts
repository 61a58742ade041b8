import type { ScannedCode } from '../contract/index.ts';
import { type BarcodeReaderOptions, createBarcodeReader } from './make.ts';
import { classifyPayload } from './payload.ts';

interface Output {
  write(text: string): unknown;
}

export interface ScannerCommandOptions extends BarcodeReaderOptions {
  readonly json?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly stdout: Output;
  readonly stderr: Output;
}

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
  const made = createBarcodeReader(options);
  if (!made.ok) return refuse(made.error);
  const scanner = made.value;
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
