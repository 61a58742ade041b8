import type { Readable, Writable } from 'node:stream';
import type { Channel } from './channel.ts';
import { Listeners } from './listeners.ts';

/** A page with an A4 document in it is well below this. */
const DEFAULT_MAX_LINE_BYTES = 32 * 1024 * 1024;
const NEWLINE = 0x0a;

export interface JsonLinesOptions {
  /** Longest line accepted, in bytes without the newline. */
  readonly maxLineBytes?: number;
  /** Told once, before the close, when the other side broke the protocol. */
  readonly onBroken?: (why: 'line-too-long' | 'not-json') => void;
}

/**
 * One JSON value a line (UTF-8, newline-ended) over a pair of streams: a child's stdio, or a socket given twice.
 * A line that is too long or no JSON closes the channel: after it nothing on this stream can be trusted.
 */
export function jsonLinesChannel(input: Readable, output: Writable, options: JsonLinesOptions = {}): Channel {
  const maxLineBytes = options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES;
  const listeners = new Listeners();
  let pieces: Buffer[] = [];
  let length = 0;

  const close = (): void => {
    if (!listeners.close()) return;
    pieces = [];
    input.destroy();
    output.end();
  };
  const breakOff = (why: 'line-too-long' | 'not-json'): void => {
    if (listeners.closed) return;
    options.onBroken?.(why);
    close();
  };
  const endLine = (): void => {
    const line = Buffer.concat(pieces, length).toString('utf8');
    pieces = [];
    length = 0;
    if (line.trim() === '') return;
    const value = parse(line);
    if (value === undefined) breakOff('not-json');
    else listeners.deliver(value.json);
  };

  input.on('data', (chunk: Buffer | string) => {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    while (!listeners.closed && rest.length > 0) {
      const end = rest.indexOf(NEWLINE);
      const piece = end < 0 ? rest : rest.subarray(0, end);
      length += piece.length;
      if (length > maxLineBytes) return breakOff('line-too-long');
      pieces.push(piece);
      if (end < 0) return;
      endLine();
      rest = rest.subarray(end + 1);
    }
  });
  for (const stream of [input, output]) {
    stream.on('close', close);
    // The peer dying in the middle of a write shows as an error here; for us it is simply gone.
    stream.on('error', close);
  }
  input.on('end', close);

  return {
    send: (message) => {
      if (!listeners.closed && output.writable) output.write(`${JSON.stringify(message)}\n`);
    },
    onMessage: (listener) => listeners.addMessageListener(listener),
    onClose: (listener) => listeners.addCloseListener(listener),
    close,
  };
}

function parse(line: string): { readonly json: unknown } | undefined {
  try {
    return { json: JSON.parse(line) };
  } catch {
    return undefined;
  }
}
