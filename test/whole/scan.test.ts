import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { CameraWish } from '../../src-main/contract/camera.ts';
import { submissionSchema } from '../../src-main/contract/platform-api.ts';
import { Whole } from './whole.ts';

const ITEM = 'housing-fund-retirement-withdrawal';
/** Stands for the picture of a paper: nothing like it may be anywhere on the terminal's disk. */
const CANARY = 'a paper of somebody invented';
const page = (() => {
  const jpeg = Buffer.alloc(4_000, CANARY);
  jpeg.writeUInt16BE(0xffd8, 0);
  jpeg.writeUInt16BE(0xffd9, jpeg.length - 2);
  return jpeg;
})();

let whole: Whole;
beforeAll(async () => {
  whole = await Whole.start({ camera: { document: { label: 'desk' } } });
}, 60_000);
afterAll(() => whole.stop());

/** The page tells which cameras it sees, as it does every few seconds. */
const plugged = (...labels: string[]) => whole.touch({ type: 'camera', told: { kind: 'seen', labels } });
const wish = (): CameraWish => {
  const open = whole.snapshot?.camera.open;
  if (open === null || open === undefined) throw new Error('no camera is wanted');
  return open;
};
const cut = (id = wish().id) =>
  whole.touch({
    type: 'camera',
    told: { kind: 'page', wish: id, jpeg: page.toString('base64'), width: 1000, height: 1400 },
  });

async function toScan(): Promise<void> {
  await whole.toForm(ITEM, 'wang-yan');
  await whole.fill();
  whole.touch({ type: 'next' });
  await whole.sees('scan');
}
async function toResult(): Promise<string> {
  const { text } = await whole.sees('promise');
  whole.touch({ type: 'linesShown', to: text.length }, { type: 'promise', signature: null });
  await whole.sees('review');
  whole.touch({ type: 'submit' });
  await whole.sees('result');
  const { caseNumber } = await whole.sees('result', (screen) => !screen.busy);
  return caseNumber;
}
async function stored(caseNumber: string) {
  const row = await whole.platform.db
    .selectFrom('cases')
    .select('submission')
    .where('case_number', '=', caseNumber)
    .executeTakeFirstOrThrow();
  return submissionSchema.parse(JSON.parse(row.submission));
}

describe('a paper under the camera, on the whole terminal', () => {
  it('travels sealed with the case to the platform, whole, and stays nowhere here', async () => {
    plugged('HD desk camera');
    expect(whole.snapshot?.camera).toEqual({ fitted: true, open: null });
    await toScan();
    await whole.says(({ camera }) => camera.open !== null);
    expect(wish()).toMatchObject({ place: 'document', task: 'cutPage', label: 'desk' });
    const first = wish().id;
    cut();
    await whole.sees('scan', ({ phase }) => phase === 'judging');
    expect(whole.snapshot?.camera.open).toBeNull();
    // A page that would not stop: what it says of an opening that is over changes nothing.
    cut(first);
    whole.touch({ type: 'keepPage' });
    const submission = await stored(await toResult());
    expect(submission.scans).toEqual([
      {
        scan: 'retirement-certificate',
        sha256: createHash('sha256').update(page).digest('hex'),
        jpegBase64: page.toString('base64'),
      },
    ]);
    expect(submission.scansToFollow).toEqual([]);
    await whole.leave();
    for (const { file, bytes } of whole.traces())
      for (const trace of [CANARY, page.subarray(0, 60).toString('base64')])
        expect(bytes.includes(trace), `${trace.slice(0, 20)} in ${file}`).toBe(false);
  });

  it('follows later when the camera is pulled out, and the platform knows which', async () => {
    plugged('HD desk camera');
    await toScan();
    await whole.says(({ camera }) => camera.open !== null);
    plugged('another camera');
    await whole.sees('scan', ({ phase, trouble }) => phase === 'stopped' && trouble === 'cameraAway');
    expect(whole.snapshot?.camera.open).toBeNull();
    whole.touch({ type: 'skipScan' });
    const submission = await stored(await toResult());
    expect([submission.scans, submission.scansToFollow]).toEqual([[], ['retirement-certificate']]);
    await whole.leave();
  });

  it('is gone from the terminal when the person leaves before handing in', async () => {
    plugged('HD desk camera');
    await toScan();
    await whole.says(({ camera }) => camera.open !== null);
    cut();
    await whole.sees('scan', ({ phase }) => phase === 'judging');
    await whole.exit();
    await toScan();
    expect(await whole.sees('scan')).toMatchObject({ phase: 'looking' });
    await whole.exit();
  });
});

describe('a badge at the door', () => {
  /** As it comes from the factory it reads on and on, for nobody; set up, it waits to be asked. */
  const isSetUp = () => vi.waitFor(() => expect(whole.machine.scannerReads).toBe(false), 5_000);
  const cameraLooks = () => whole.says(({ camera }) => camera.open?.task === 'readCode', 5_000);
  const toTheDoor = async () => {
    whole.touch({ type: 'openService' });
    await whole.sees('serviceAccess');
  };
  const leave = async () => {
    whole.touch({ type: 'service', act: { act: 'leave' } });
    await whole.sees('attract');
    await whole.says(({ camera }) => camera.open === null);
  };

  it('is looked for by the camera as soon as the scanner that looks is pulled out', async () => {
    plugged('HD desk camera');
    await isSetUp();
    await toTheDoor();
    await vi.waitFor(() => expect(whole.machine.scannerReads).toBe(true), 5_000);
    expect(whole.snapshot?.camera.open).toBeNull();
    whole.machine.unplug('scanner');
    await cameraLooks();
    await leave();
    await whole.machine.plug('scanner');
  });

  it('is looked for by the camera when the scanner died without a word', async () => {
    plugged('HD desk camera');
    await isSetUp();
    const { scanner } = whole.machine;
    if (scanner === null) throw new Error('no scanner is plugged in');
    scanner.silent = true;
    await toTheDoor();
    await cameraLooks();
    await leave();
    scanner.silent = false;
  });
});
