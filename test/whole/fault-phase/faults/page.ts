import type { CameraFailure, CameraTold } from '../../../../src-main/contract/camera.ts';
import type { FaceLook, FaceTold } from '../../../../src-main/contract/face.ts';
import { LONGEST_GAP_MS, type WedgeKey } from '../../../../src-main/shell/wedge-framer.ts';
import type { CameraDoubt } from '../../../../src-main/terminal/devices/camera-status.ts';
import type { FaultMachine } from '../fault-machine.ts';
import type { PageFault } from '../page.ts';
import type { Row, Table } from '../table.ts';

const breaks = (fault: PageFault): Row => [({ page }) => page.breaks(fault), ({ page }) => page.breaks(null)];

/** A camera that cannot be opened, or ends while it is open. */
const failed = (why: CameraFailure): Row => breaks({ kind: 'failed', why });
export const cameraFailures: Table<CameraFailure> = {
  absent: failed('absent'),
  denied: failed('denied'),
  busy: failed('busy'),
  ended: failed('ended'),
};

type Picture = Exclude<CameraDoubt, 'camera-busy'>;
const picture = (doubt: Picture): Row => breaks({ kind: 'picture', doubt });
export const cameraPictures: Table<Picture> = {
  'camera-silent': picture('camera-silent'),
  'picture-black': picture('picture-black'),
  'picture-frozen': picture('picture-frozen'),
};

const plugged = (...places: ('document' | 'face')[]): Row => [
  ({ page }) => page.plugged(...places),
  ({ page }) => page.plugged('document', 'face'),
];
export const cameraPlugs: Table<'document' | 'both'> = { document: plugged('face'), both: plugged() };

/** What the page tells beside the state of a camera, each told wrongly. */
type Found = Exclude<CameraTold['kind'], 'seen' | 'picture' | 'failed'>;
const notAPage = breaks({ kind: 'notAPage' });
export const pages: Table<Extract<Found, 'page'>> = { page: notAPage };

/** The camera reads codes where the scanner cannot. */
const code = (bytes: Uint8Array): Row => [
  ({ devices, page }) => {
    devices.scanner.unplug();
    page.breaks({ kind: 'code', bytes });
  },
  ({ devices, page }) => {
    page.breaks(null);
    devices.scanner.plug();
  },
];
export const codesByCamera: Table<'noText' | 'control' | 'foreign' | 'longest'> = {
  noText: code(Uint8Array.of(0xff, 0xfe, 0x00)),
  control: code(Buffer.from('\u001b[2J\u0007')),
  foreign: code(Buffer.from('https://example.invalid/?a=1')),
  longest: code(Buffer.alloc(2_953, '7')),
};

type FaceWord = Exclude<FaceTold['kind'], 'look'>;
const faceWord = (told: FaceWord): Row => breaks({ kind: 'face', told });
export const faceWords: Table<FaceWord> = {
  portraitUnusable: faceWord('portraitUnusable'),
  broken: faceWord('broken'),
};

const nobody: FaceLook = { faces: 0, size: null, brightness: null, similarity: null, antispoof: null, liveness: null };
const somebody: FaceLook = { faces: 1, size: 0.5, brightness: 130, similarity: 0.9, antispoof: 0.9, liveness: 0.9 };
const looking = (look: FaceLook): Row => breaks({ kind: 'looks', look });
/** Each thing a look is judged by, as bad as it can be. */
export const looks: Table<keyof FaceLook> = {
  faces: looking(nobody),
  size: looking({ ...somebody, size: 0.01 }),
  brightness: looking({ ...somebody, brightness: 3 }),
  similarity: looking({ ...somebody, similarity: 0 }),
  antispoof: looking({ ...somebody, antispoof: 0 }),
  liveness: looking({ ...somebody, liveness: 0 }),
};

const key = (pressed: string, more: Partial<WedgeKey> = {}): WedgeKey => ({
  type: 'keyDown',
  key: pressed,
  control: false,
  alt: false,
  meta: false,
  isAutoRepeat: false,
  ...more,
});
/** Keys with that gap between them; the framer is told the time, so none passes here. */
const types = ({ wedge: framer }: FaultMachine, keys: readonly WedgeKey[], gapMs: number): void => {
  const begun = performance.now();
  for (const [index, one] of keys.entries()) framer.take(one, begun + index * gapMs);
};
const typed = (keys: readonly WedgeKey[], gapMs = 1): Row => [
  (machine) => types(machine, [...keys, key('Enter')], gapMs),
  () => undefined,
];
const letters = (text: string): WedgeKey[] => [...text].map((letter) => key(letter));
export const wedge: Table<'unasked' | 'chord' | 'stuckKey' | 'hand' | 'foreignCode' | 'endless'> = {
  unasked: typed(letters('case:TEST-0001-20261121-00001')),
  chord: typed([...letters('abc'), key('r', { control: true }), ...letters('def')]),
  stuckKey: typed(Array.from({ length: 50 }, () => key('8', { isAutoRepeat: true }))),
  hand: typed(letters('code by hand'), LONGEST_GAP_MS + 1),
  foreignCode: typed(letters('https://example.invalid/?a=1')),
  endless: typed(letters('9'.repeat(5_000))),
};
