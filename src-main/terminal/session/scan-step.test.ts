import { describe, expect, it } from 'vitest';
import type { CameraNews } from '../devices/cameras.ts';
import { scanPage } from './effects/scan.ts';
import { ScanShelf } from './effects/scan-shelf.ts';
import type { SessionEvent } from './events.ts';
import { goodWorld, startSession, type TestSession, toScan, walks } from './session.test-kit.ts';

const away = { cameras: { document: 'unavailable', face: 'ok' } } as const;
const phase = (session: TestSession) => {
  const screen = session.screen();
  return screen.name === 'scan' ? [screen.phase, screen.trouble] : [screen.name];
};

describe('a paper for the camera', () => {
  it('is looked for, judged by the person, taken again or kept, and then the case goes on', () => {
    const session = startSession();
    toScan(session);
    expect(session.screen()).toMatchObject({ name: 'scan', phase: 'looking', mayFollow: true });
    expect(session.takes({ type: 'keepPage' })).toBe(false);
    expect(session.takes({ type: 'skipScan' })).toBe(false);
    session.happen('scanPage', { type: 'scan.cut' });
    expect(phase(session)).toEqual(['judging', null]);
    expect(session.running.has('scanPage')).toBe(false);
    session.touch({ type: 'retry' });
    expect(phase(session)).toEqual(['looking', null]);
    session.happen('scanPage', { type: 'scan.cut' });
    session.touch({ type: 'keepPage' });
    expect(session.screen().name).toBe('review');
    expect(session.state().context.visit.scans).toEqual({ 'sample-contract': 'kept' });
    session.touch({ type: 'back' }, { type: 'next' });
    expect(session.screen().name).toBe('review');
  });

  it('says that the lens is covered and goes on by itself when it is not', () => {
    const session = startSession();
    toScan(session);
    session.happen('scanPage', { type: 'scan.looked', trouble: 'dark' });
    expect(phase(session)).toEqual(['looking', 'dark']);
    session.happen('scanPage', { type: 'scan.looked', trouble: null });
    expect(phase(session)).toEqual(['looking', null]);
  });

  it.each<[string, (session: TestSession) => void, string]>([
    ['the camera fails', (session) => session.happen('scanPage', { type: 'scan.failed' }), 'cameraAway'],
    ['it is pulled out', (session) => session.world(away), 'cameraAway'],
    ['nobody lays a paper down', (session) => session.wait(51_000), 'timedOut'],
  ])('stops when %s, names another way, and lets the paper follow later', (_, happen, trouble) => {
    const session = startSession();
    toScan(session);
    happen(session);
    expect(phase(session)).toEqual(['stopped', trouble]);
    expect(session.running.has('scanPage')).toBe(false);
    const screen = session.screen();
    if (screen.name === 'scan') expect(screen.owner.phone).not.toBe('');
    session.touch({ type: 'skipScan' });
    expect(session.screen().name).toBe('review');
    expect(session.state().context.visit.scans).toEqual({ 'sample-contract': 'later' });
  });

  it('is asked for again by itself when the camera comes back, and not when another thing changes', () => {
    const session = startSession();
    toScan(session);
    session.world(away);
    session.world({ cameras: goodWorld.cameras ?? {} });
    expect(phase(session)).toEqual(['looking', null]);
    session.wait(51_000);
    session.world({ platform: 'offline' });
    expect(phase(session)).toEqual(['stopped', 'timedOut']);
    session.touch({ type: 'retry' });
    expect(phase(session)).toEqual(['looking', null]);
  });

  it('keeps what was cut out while the person judges and the camera is pulled out', () => {
    const session = startSession();
    walks['session.journey.scan.judging']?.(session);
    session.world(away);
    session.touch({ type: 'keepPage' });
    expect(session.screen().name).toBe('review');
  });

  it('stops at once where no such camera is fitted, and is not asked for again for the next item', () => {
    const session = startSession({ world: { ...goodWorld, cameras: {} } });
    toScan(session);
    expect(phase(session)).toEqual(['stopped', 'notFitted']);
    session.touch({ type: 'skipScan' }, { type: 'home' });
    expect(session.state().context.visit.scans).toEqual({});
  });
});

describe('the effect', () => {
  const jpeg = (fill: number) => {
    const bytes = Buffer.alloc(200, fill);
    bytes.writeUInt16BE(0xffd8, 0);
    bytes.writeUInt16BE(0xffd9, 198);
    return bytes;
  };
  function run() {
    const scans = new ScanShelf();
    const sent: SessionEvent[] = [];
    let open = 0;
    let hear: (news: CameraNews) => void = () => undefined;
    const cameras = {
      open: (...[place, task, listener]: [string, string, (news: CameraNews) => void]) => {
        expect([place, task]).toEqual(['document', 'cutPage']);
        open += 1;
        hear = listener;
        return () => {
          open -= 1;
        };
      },
    };
    const stop = scanPage({ cameras, scans })({ sessionId: 's', scan: 'contract' }, (event) => sent.push(event));
    return { scans, sent, stop, hear: (news: CameraNews) => hear(news), open: () => open };
  }

  it('keeps a page of this session and closes the camera', () => {
    const { scans, sent, stop, hear, open } = run();
    hear({ kind: 'page', jpeg: jpeg(7), width: 10, height: 10 });
    expect(sent).toEqual([{ type: 'scan.cut' }]);
    expect(scans.take('s', 'contract')).toEqual(jpeg(7));
    expect(scans.take('another', 'contract')).toBeNull();
    stop();
    expect(open()).toBe(0);
  });

  it.each([
    ['no JPEG', Buffer.from('<svg onload=alert(1)>'.repeat(20))],
    ['a piece of one', jpeg(7).subarray(0, 150)],
    ['nothing', Buffer.alloc(0)],
  ])('does not keep %s', (_, bytes) => {
    const { scans, sent, hear } = run();
    hear({ kind: 'page', jpeg: bytes, width: 10, height: 10 });
    expect([scans.size, sent]).toEqual([0, []]);
  });

  it('says what is wrong with the picture', () => {
    const { sent, hear } = run();
    for (const doubt of [null, 'picture-black', 'picture-frozen', 'camera-silent'] as const)
      hear({ kind: 'picture', doubt, frames: 30, brightness: 1 });
    hear({ kind: 'failed', why: 'ended' });
    expect(sent).toEqual([
      { type: 'scan.looked', trouble: null },
      { type: 'scan.looked', trouble: 'dark' },
      { type: 'scan.looked', trouble: 'frozen' },
      { type: 'scan.failed' },
      { type: 'scan.failed' },
    ]);
  });
});
