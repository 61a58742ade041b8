import type { CameraFailure, CameraTold, CameraWish } from '../../../src-main/contract/camera.ts';
import type { Command } from '../../../src-main/contract/commands.ts';
import type { FaceLook, FaceTold } from '../../../src-main/contract/face.ts';
import type { Snapshot } from '../../../src-main/contract/snapshot.ts';
import type { CameraDoubt } from '../../../src-main/terminal/devices/camera-status.ts';

/** Parts of the names by which the configuration knows the two cameras. */
export const CAMERAS = { document: 'desk', face: 'front' } as const;
/** The page tells every few seconds which cameras it sees. */
const TELLS_EVERY_MS = 2_000;
/** More seconds of a bad picture than any fault needs. */
const SECONDS = 6;

const GOOD: FaceLook = { faces: 1, size: 0.5, brightness: 130, similarity: 0.9, antispoof: 0.8, liveness: 0.9 };
const STRANGER: FaceLook = { ...GOOD, similarity: 0.3 };
const jpeg = (() => {
  const bytes = Buffer.alloc(2_000, 'a paper of nobody');
  bytes.writeUInt16BE(0xffd8, 0);
  bytes.writeUInt16BE(0xffd9, bytes.length - 2);
  return bytes.toString('base64');
})();

/** What may be wrong with a camera, its picture, or what the page makes of it. */
export type PageFault =
  | { readonly kind: 'failed'; readonly why: CameraFailure }
  | { readonly kind: 'picture'; readonly doubt: Exclude<CameraDoubt, 'camera-busy'> }
  | { readonly kind: 'face'; readonly told: Exclude<FaceTold['kind'], 'look'> }
  /** A look that is none: another number of faces, or somebody else's. */
  | { readonly kind: 'looks'; readonly look: FaceLook }
  /** Bytes of a code that nobody here made. */
  | { readonly kind: 'code'; readonly bytes: Uint8Array }
  /** A cut-out that is no picture. */
  | { readonly kind: 'notAPage' };

/**
 * The page's part that has no screen: it tells which cameras there are, and looks with one when the terminal wants that.
 * By itself it shows a good picture and finds nothing in it; what it finds is given by hand.
 */
export class SimulatedPage {
  readonly #send: (...commands: Command[]) => void;
  readonly #timer: NodeJS.Timeout;
  #labels: readonly string[] = Object.values(CAMERAS);
  #open: CameraWish | null = null;
  #fault: PageFault | null = null;

  constructor(send: (...commands: Command[]) => void) {
    this.#send = send;
    this.#timer = setInterval(() => this.#tellCameras(), TELLS_EVERY_MS);
  }

  /** Every snapshot comes here: a camera that is newly wanted is opened. */
  hears({ camera }: Snapshot): void {
    if (camera.open?.id === this.#open?.id) return;
    this.#open = camera.open;
    if (this.#open !== null) setImmediate(() => this.#opened());
  }

  /** Cameras that are in their sockets, by place. */
  plugged(...places: (keyof typeof CAMERAS)[]): void {
    this.#labels = places.map((place) => CAMERAS[place]);
    this.#tellCameras();
  }

  /** From now on, also for a camera that is open; null takes it away, and a camera that was in doubt is put in anew. */
  breaks(fault: PageFault | null): void {
    this.#fault = fault;
    if (fault === null) {
      this.plugged();
      this.plugged('document', 'face');
    } else this.#opened();
  }

  /** A paper lies under the open camera. */
  cutsPage(): void {
    if (this.#fault !== null) this.#opened();
    else if (this.#open?.task === 'cutPage') this.#pageOf(this.#open, jpeg);
  }

  /** A code is held before the open camera, where one looks for codes. */
  showsCode(text: string): void {
    if (this.#open?.task !== 'readCode' || this.#fault !== null) return;
    this.#camera({ kind: 'code', wish: this.#open.id, bytes: Buffer.from(text).toString('base64') });
  }

  /** The person of the card stands before the open camera, or another one. */
  sees(who: 'holder' | 'stranger'): void {
    const look = who === 'holder' ? GOOD : STRANGER;
    if (this.#fault !== null) this.#opened();
    else if (this.#open?.task === 'compareFace')
      this.#send({ type: 'face', told: { kind: 'look', wish: this.#open.id, look } });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tellCameras(): void {
    this.#send({ type: 'camera', told: { kind: 'seen', labels: [...this.#labels] } });
  }

  #camera(told: CameraTold): void {
    this.#send({ type: 'camera', told });
  }

  #pageOf({ id: wish }: CameraWish, bytes: string): void {
    this.#camera({ kind: 'page', wish, jpeg: bytes, width: 1000, height: 1400 });
  }

  #opened(): void {
    const open = this.#open;
    if (open === null) return;
    const { id: wish } = open;
    const good = { kind: 'picture', wish, frames: 30, brightness: 120, spread: 40, still: false } as const;
    const fault = this.#fault;
    switch (fault?.kind) {
      case 'failed':
        this.#camera({ kind: 'failed', wish, why: fault.why });
        return;
      case 'picture': {
        const bad = {
          'camera-silent': { frames: 0 },
          'picture-black': { brightness: 1, spread: 1 },
          'picture-frozen': { still: true },
        }[fault.doubt];
        for (let second = 0; second < SECONDS; second++) this.#camera({ ...good, ...bad });
        return;
      }
      case 'face':
        if (open.task === 'compareFace') this.#send({ type: 'face', told: { kind: fault.told, wish } });
        return;
      case 'looks':
        if (open.task === 'compareFace') this.#send({ type: 'face', told: { kind: 'look', wish, look: fault.look } });
        return;
      case 'code':
        if (open.task === 'readCode')
          this.#camera({ kind: 'code', wish, bytes: Buffer.from(fault.bytes).toString('base64') });
        return;
      case 'notAPage':
        if (open.task === 'cutPage') this.#pageOf(open, Buffer.from('no picture at all').toString('base64'));
        return;
      case undefined:
        this.#camera(good);
        return;
    }
  }
}
