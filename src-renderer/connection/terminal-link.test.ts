import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshots } from '../../test/fixtures/snapshots.ts';
import { FIRST_PORT_MS, RESYNC_MS, SILENCE_MS, TerminalLink, type TerminalPort } from './terminal-link.ts';

/** A port whose far end is the test. */
function portPair() {
  const sent: unknown[] = [];
  const onClose: (() => void)[] = [];
  const port: TerminalPort & { closed: boolean } = {
    closed: false,
    onmessage: null,
    addEventListener: (type, listener) => {
      if (type === 'close') onClose.push(listener);
    },
    postMessage: (message) => sent.push(message),
    start: () => undefined,
    close: () => {
      port.closed = true;
    },
  };
  return {
    port,
    sent,
    say: (data: unknown) => port.onmessage?.({ data } as MessageEvent),
    hangUp: () => {
      for (const listener of onClose) listener();
    },
  };
}

const snapshotMessage = (revision: number) => ({ kind: 'snapshot', snapshot: { ...snapshots.form, revision } });

describe('terminal link', () => {
  const reload = vi.fn();
  let link: TerminalLink;
  beforeEach(() => {
    vi.useFakeTimers();
    reload.mockClear();
    link = new TerminalLink({ reload, now: () => Date.now() });
  });
  afterEach(() => vi.useRealTimers());

  it('waits for the first port, then says that the terminal is away', () => {
    expect(link.state().kind).toBe('connecting');
    vi.advanceTimersByTime(FIRST_PORT_MS);
    expect(link.state().kind).toBe('interrupted');
  });

  it('shows snapshots and stays live while alive is heard', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    for (let beat = 0; beat < 10; beat += 1) {
      vi.advanceTimersByTime(500);
      far.say({ kind: 'alive' });
    }
    expect(link.state()).toMatchObject({ kind: 'live', snapshot: { revision: 1 } });
  });

  it('drops the snapshot within a second of silence and keeps nothing about the person', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    vi.advanceTimersByTime(SILENCE_MS + 1);
    expect(link.state()).toEqual({
      kind: 'interrupted',
      lastKnown: {
        language: snapshots.form.language,
        elder: snapshots.form.elder,
        helpPhone: snapshots.form.site.helpPhone,
      },
    });
  });

  it('drops the snapshot at once when the port closes, and takes a new port', () => {
    const first = portPair();
    link.attach(first.port);
    first.say(snapshotMessage(7));
    first.hangUp();
    expect(link.state().kind).toBe('interrupted');
    const second = portPair();
    link.attach(second.port);
    second.say(snapshotMessage(1));
    expect(link.state()).toMatchObject({ kind: 'live', snapshot: { revision: 1 } });
  });

  it('does not hear a replaced port any more', () => {
    const first = portPair();
    const second = portPair();
    link.attach(first.port);
    first.say(snapshotMessage(1));
    link.attach(second.port);
    expect(first.port.closed).toBe(true);
    first.say(snapshotMessage(9));
    first.hangUp();
    expect(link.state()).toMatchObject({ kind: 'live', snapshot: { revision: 1 } });
  });

  it('ignores and counts what does not fit the contract; it is no sign of life', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    vi.advanceTimersByTime(900);
    far.say({ kind: 'snapshot', snapshot: { screen: { name: 'root-shell' } } });
    far.say('<script>');
    far.say(null);
    expect(link.refused).toBe(3);
    vi.advanceTimersByTime(200);
    expect(link.state().kind).toBe('interrupted');
  });

  it('asks for a fresh start when the terminal lives again but brings no snapshot', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    vi.advanceTimersByTime(SILENCE_MS + 1);
    for (let beat = 0; beat * 500 <= RESYNC_MS; beat += 1) {
      far.say({ kind: 'alive' });
      vi.advanceTimersByTime(500);
    }
    expect(far.sent).toEqual([{ kind: 'command', command: { type: 'touched' } }]);
    expect(reload).toHaveBeenCalledTimes(1);
  });

  it('needs no fresh start when a snapshot comes in time', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    vi.advanceTimersByTime(SILENCE_MS + 1);
    far.say({ kind: 'alive' });
    far.say(snapshotMessage(2));
    for (let beat = 0; beat < 8; beat += 1) {
      vi.advanceTimersByTime(500);
      far.say({ kind: 'alive' });
    }
    expect(reload).not.toHaveBeenCalled();
    expect(link.state()).toMatchObject({ kind: 'live', snapshot: { revision: 2 } });
  });

  it('makes a double touch one and waits for the answer', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    vi.setSystemTime(10_000);
    expect(link.press({ type: 'next' })).toBe(true);
    vi.setSystemTime(10_200);
    expect(link.press({ type: 'next' })).toBe(false);
    vi.setSystemTime(10_800);
    expect(link.press({ type: 'next' })).toBe(false);
    far.say(snapshotMessage(2));
    expect(link.press({ type: 'next' })).toBe(true);
    vi.setSystemTime(12_900);
    expect(link.press({ type: 'next' })).toBe(true);
    expect(far.sent).toHaveLength(3);
  });

  it('reports touches at most once a second', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    for (const at of [20_000, 20_400, 20_999, 21_000, 21_500, 22_100]) {
      vi.setSystemTime(at);
      link.touched(false);
    }
    expect(far.sent).toHaveLength(3);
  });

  it('lets a button speak for itself while the countdown asks, or its question would go before the finger leaves', () => {
    const far = portPair();
    link.attach(far.port);
    far.say(snapshotMessage(1));
    link.touched(true);
    expect(far.sent).toHaveLength(1);
    vi.advanceTimersByTime(5_000);
    const session = { identified: true, person: '王**', idleSecondsLeft: 24 };
    far.say({ kind: 'snapshot', snapshot: { ...snapshots.form, session, revision: 2 } });
    link.touched(true);
    expect(far.sent).toHaveLength(1);
    link.touched(false);
    expect(far.sent).toHaveLength(2);
  });
});
