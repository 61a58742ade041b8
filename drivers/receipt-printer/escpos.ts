/**
 * The part of ESC/POS this product sends or understands. `text` is bytes in the printer's own encoding.
 * `unknown` is an escape this interpreter has no length for; its two bytes are kept.
 */
export type EscPosCommand =
  | { kind: 'initialise' | 'lineFeed' | 'chineseOn' | 'chineseOff' | 'oldFullCut' | 'oldPartialCut' }
  | { kind: 'feedLines' | 'feedDots' | 'align' | 'barcodeHeight' | 'barcodeText' | 'stopSensors'; n: number }
  | { kind: 'automaticStatus' | 'transmitStatus' | 'transmitId' | 'commandMode'; n: number }
  | { kind: 'realtimeStatus' | 'realtimeRecover'; n: number }
  | { kind: 'cut'; partial: boolean }
  | { kind: 'feedAndCut'; partial: boolean; dots: number }
  /** `GS e n`: 2 retract, 3 m present m steps, 5 eject, 6 status, 18 and 20 continuous mode off and on, 32 m t. */
  | { kind: 'ejector'; n: number; parameters: Uint8Array }
  | { kind: 'raster'; scale: number; widthBytes: number; rows: number; data: Uint8Array }
  | { kind: 'graphics'; function: number; body: Uint8Array }
  | { kind: 'symbol'; code: number; function: number; body: Uint8Array }
  | { kind: 'barcode'; system: number; data: Uint8Array }
  | { kind: 'text'; bytes: Uint8Array }
  | { kind: 'unknown'; bytes: Uint8Array };

/** Commands of fixed lead bytes followed by one parameter `n`. */
export const ONE_PARAMETER = {
  feedLines: [0x1b, 0x64],
  feedDots: [0x1b, 0x4a],
  align: [0x1b, 0x61],
  barcodeHeight: [0x1d, 0x68],
  barcodeText: [0x1d, 0x48],
  stopSensors: [0x1b, 0x63, 0x34],
  automaticStatus: [0x1d, 0x61],
  transmitStatus: [0x1d, 0x72],
  transmitId: [0x1d, 0x49],
  commandMode: [0x1b, 0x79],
  realtimeStatus: [0x10, 0x04],
  realtimeRecover: [0x10, 0x05],
} as const;
export type OneParameterKind = keyof typeof ONE_PARAMETER;

/** Commands without parameters. */
export const NO_PARAMETER = {
  initialise: [0x1b, 0x40],
  lineFeed: [0x0a],
  chineseOn: [0x1c, 0x26],
  chineseOff: [0x1c, 0x2e],
  oldFullCut: [0x1b, 0x69],
  oldPartialCut: [0x1b, 0x6d],
} as const;
export type NoParameterKind = keyof typeof NO_PARAMETER;

/** How many bytes follow `GS e n`; none where `n` is left out. */
export const EJECTOR_PARAMETERS: Readonly<Partial<Record<number, number>>> = { 3: 1, 32: 2 };

const low = (n: number): number => n & 0xff;
const high = (n: number): number => (n >> 8) & 0xff;

/** The bytes of one command. A parameter that does not fit its field is a bug of the caller. */
export function encodeCommand(command: EscPosCommand): Uint8Array {
  switch (command.kind) {
    case 'initialise':
    case 'lineFeed':
    case 'chineseOn':
    case 'chineseOff':
    case 'oldFullCut':
    case 'oldPartialCut':
      return Uint8Array.from(NO_PARAMETER[command.kind]);
    case 'cut':
      return Uint8Array.of(0x1d, 0x56, command.partial ? 1 : 0);
    case 'feedAndCut':
      return Uint8Array.of(0x1d, 0x56, command.partial ? 0x42 : 0x41, command.dots);
    case 'ejector':
      return Uint8Array.of(0x1d, 0x65, command.n, ...command.parameters);
    case 'raster': {
      const { scale, widthBytes, rows, data } = command;
      if (data.length !== widthBytes * rows) throw new RangeError('raster data does not fill its rows');
      return Uint8Array.of(0x1d, 0x76, 0x30, scale, low(widthBytes), high(widthBytes), low(rows), high(rows), ...data);
    }
    case 'graphics': {
      const length = command.body.length + 2;
      return Uint8Array.of(0x1d, 0x28, 0x4c, low(length), high(length), 0x30, command.function, ...command.body);
    }
    case 'symbol': {
      const length = command.body.length + 2;
      return Uint8Array.of(
        0x1d,
        0x28,
        0x6b,
        low(length),
        high(length),
        command.code,
        command.function,
        ...command.body,
      );
    }
    case 'barcode':
      return Uint8Array.of(0x1d, 0x6b, command.system, command.data.length, ...command.data);
    case 'text':
    case 'unknown':
      return command.bytes.slice();
    default:
      return Uint8Array.of(...ONE_PARAMETER[command.kind], command.n);
  }
}

/** Several commands as one stream. */
export const encodeCommands = (commands: readonly EscPosCommand[]): Uint8Array =>
  Uint8Array.from(Buffer.concat(commands.map(encodeCommand)));

/** The five commands that print a QR symbol (model 2): model, module size, level, data, print. */
export function qrCommands(data: Uint8Array, moduleDots: number, level: 'L' | 'M' | 'Q' | 'H'): EscPosCommand[] {
  const symbol = (fn: number, ...body: number[]): EscPosCommand => ({
    kind: 'symbol',
    code: 0x31,
    function: fn,
    body: Uint8Array.from(body),
  });
  return [
    symbol(0x41, 0x32, 0),
    symbol(0x43, moduleDots),
    symbol(0x45, 0x30 + 'LMQH'.indexOf(level)),
    symbol(0x50, 0x30, ...data),
    symbol(0x51, 0x30),
  ];
}

/** Code set B of Code 128; a brace is written twice. */
export function code128(text: string): EscPosCommand {
  return {
    kind: 'barcode',
    system: 0x49,
    data: Uint8Array.from(Buffer.from(`{B${text.replaceAll('{', '{{')}`, 'latin1')),
  };
}

/**
 * Picture bytes without accidental real-time commands. Printers act on `10 04 n`, `10 05 n` and `10 14 n` even inside
 * raster data, and `10 05 02` would empty their buffer: the `10` gets one more dot beside its own, which nobody sees.
 */
export function withoutRealtimeSequences(data: Uint8Array): Uint8Array {
  const safe = data.slice();
  for (let index = 0; index < safe.length; index += 1) {
    const next = safe[index + 1];
    // The last byte too: what follows the picture on the wire may be a real-time command's parameter.
    if (safe[index] === 0x10 && (next === undefined || next === 0x04 || next === 0x05 || next === 0x14)) {
      safe[index] = 0x18;
    }
  }
  return safe;
}
