import type { SimulatorWire } from '../transports/simulator-wire.ts';

/** What may go wrong with an answer on its way; `sw3` makes the reader itself say something else. */
export type AnswerFault =
  | {
      readonly kind:
        | 'wrongCheck'
        | 'truncated'
        | 'silence'
        | 'splitPerByte'
        | 'lyingLength'
        | 'garbageOnly'
        | 'hangUpMidFrame';
    }
  | { readonly kind: 'garbageBefore'; readonly bytes: Uint8Array }
  | { readonly kind: 'sw3'; readonly sw3: number }
  /** Lifts the card while the command runs. */
  | { readonly kind: 'cardLifted' };

const GARBAGE = Uint8Array.of(0x00, 0xff, 0xaa, 0xaa, 0xaa, 0x96, 0x00, 0xaa, 0x55);

/** Sends an answer the way `fault` spoils it. `hangUpMidFrame` sends the first half; the caller pulls the plug. */
export function writeFaulty(wire: SimulatorWire, answer: Uint8Array, fault: AnswerFault | null): void {
  switch (fault?.kind) {
    case 'silence':
      return;
    case 'wrongCheck':
      wire.write(Uint8Array.of(...answer.subarray(0, -1), (answer.at(-1) ?? 0) ^ 0x01));
      return;
    case 'truncated':
      wire.write(answer.subarray(0, Math.max(1, answer.length - 3)));
      return;
    case 'lyingLength':
      wire.write(Uint8Array.of(...answer.subarray(0, 5), 0x0b, ...answer.subarray(6)));
      return;
    case 'garbageOnly':
      wire.write(GARBAGE);
      return;
    case 'garbageBefore':
      wire.write(fault.bytes);
      wire.write(answer);
      return;
    case 'splitPerByte':
      for (const byte of answer) wire.write(Uint8Array.of(byte));
      return;
    case 'hangUpMidFrame':
      wire.write(answer.subarray(0, Math.ceil(answer.length / 2)));
      return;
    default:
      wire.write(answer);
  }
}
