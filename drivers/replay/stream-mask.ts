/**
 * Takes personal data out of one direction of a byte stream, cut anywhere. The stream keeps its length: what comes out
 * of `push` and `flush` together is as long as what went in, so that every chunk keeps its place in time.
 */
export interface StreamMask {
  /** Takes the next bytes, received at monotonic `now` milliseconds; returns what is decided by now, in order. */
  push(bytes: Uint8Array, now: number): Uint8Array;
  /** The line is over: what is still undecided is blanked and returned. */
  flush(): Uint8Array;
}

/** Both directions of one device. */
export interface ClassMask {
  readonly toDevice: StreamMask;
  readonly toHost: StreamMask;
  /** HID: what the device that was opened looks like. Called before anything of it is taken. */
  opened?(descriptor: Uint8Array | null, vendorId: number | null): void;
}

/** For directions that never carry anything of a person, whatever happens. */
export const nothingPersonal = (): StreamMask => ({ push: (bytes) => bytes.slice(), flush: () => new Uint8Array(0) });

export const joined = (pieces: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(pieces));

/** Where nothing may be kept: zeros of the same length. */
class Blank implements StreamMask {
  push(bytes: Uint8Array): Uint8Array {
    return new Uint8Array(bytes.length);
  }

  flush(): Uint8Array {
    return new Uint8Array(0);
  }
}

export const blanked = (): StreamMask => new Blank();
export const nothingKept = (): ClassMask => ({ toDevice: blanked(), toHost: blanked() });
