import { describe, expect, it } from 'vitest';
import type { DeviceStatus, Media } from '../../../drivers/contract/status.ts';
import { paperStateSchema } from '../../contract/snapshot.ts';
import type { SessionEvent } from './events.ts';
import { goodWorld, sampleOutcome, startSession, type TestSession, walks } from './session.test-kit.ts';
import { paperLeft } from './view/state.ts';
import type { World } from './world.ts';

const status: DeviceStatus = {
  deviceClass: 'receiptPrinter',
  device: 'online',
  media: 'notPresent',
  paper: 'full',
  action: 'none',
  faults: [],
  observedAt: 0,
  evidence: 'test',
  identity: null,
  model: 'test',
};
const mouth = (media: Media): Pick<World, 'devices'> => ({
  devices: { ...goodWorld.devices, receiptPrinter: { health: 'ok', status: { ...status, media } } },
});
type PaperEvent = Extract<SessionEvent, { type: 'paper' }>;
const paper = (id: string, state: PaperEvent['state'], more: Partial<PaperEvent> = {}): PaperEvent => ({
  ...{ type: 'paper', id, state, explanation: null, mayRetry: false, effect: 'none' },
  ...more,
});

const slot = (media: Media): Pick<World, 'devices'> => ({
  devices: {
    ...goodWorld.devices,
    documentPrinter: { health: 'ok', status: { ...status, deviceClass: 'documentPrinter', media } },
  },
});
const nothingLeft = { receipt: false, page: false };

function printing(): TestSession {
  const session = startSession({ world: { ...goodWorld, ...mouth('notPresent') } });
  walks['session.journey.result.printing']?.(session);
  session.happen('printPapers', paper('document-1', 'printed', { effect: 'done' }));
  session.happen('printPapers', paper('receipt', 'printing'));
  return session;
}
function held(): TestSession {
  const session = printing();
  session.world(mouth('present'));
  session.happen('printPapers', paper('receipt', 'presented'));
  return session;
}
const receipt = (session: TestSession) => {
  const screen = session.screen();
  if (screen.name !== 'result') throw new Error(`shows ${screen.name}`);
  return screen.papers.find(({ id }) => id === 'receipt')?.state;
};
const noticed = (session: TestSession) => session.view().notices.some(({ id }) => id === 'leftPaper');
const leave = (session: TestSession) => {
  session.touch({ type: 'next' }, { type: 'skipRating' });
  session.happen('watchCard', { type: 'card.gone' });
};

describe('a receipt held out', () => {
  it('is shown as one to take, and as printed once it was taken', () => {
    const session = held();
    expect(receipt(session)).toBe('presented');
    session.world(mouth('notPresent'));
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    expect(receipt(session)).toBe('printed');
  });

  it('is never said of paper that hung there before this person’s own came out', () => {
    const session = printing();
    session.world(mouth('present'));
    expect(receipt(session)).toBe('printing');
    expect(noticed(session)).toBe(false);
  });

  it('stays the person’s while one of their documents is printed again', () => {
    const session = held();
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', paper('document-1', 'failed', { mayRetry: true }));
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'retryPaper', id: 'document-1' });
    session.happen('printPapers', paper('document-1', 'printing'));
    expect([receipt(session), noticed(session)]).toEqual(['presented', false]);
    session.happen('printPapers', paper('document-1', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    leave(session);
    expect(session.screen()).toEqual({ name: 'farewell', paper: 'receipt' });
  });

  it('goes on being shown where the printer can only let it hang, until a hand takes it', () => {
    const session = held();
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    expect(receipt(session)).toBe('presented');
    session.world(mouth('notPresent'));
    expect(receipt(session)).toBe('printed');
  });

  it('cannot be left by idleness while the printer waits for the hand', () => {
    const session = held();
    session.wait(10 * 60_000);
    expect(session.screen().name).toBe('result');
    expect(session.takes({ type: 'next' })).toBe(false);
  });
});

describe('at the end of the session', () => {
  const stillHanging = () => {
    const session = held();
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    leave(session);
    return session;
  };

  it('a receipt that still hangs out is the last word, and the goodbye comes once it was taken', () => {
    const session = stillHanging();
    expect(session.screen()).toEqual({ name: 'farewell', paper: 'receipt' });
    expect(JSON.stringify(session.view())).not.toContain(sampleOutcome.caseNumber);
    session.wait(5_000);
    session.world(mouth('notPresent'));
    expect(session.screen()).toEqual({ name: 'farewell', paper: null });
    session.wait(3_000);
    expect(session.screen().name).toBe('attract');
    expect(paperLeft(session.state())).toEqual(nothingLeft);
  });

  it('left for good it is nobody’s: to be drawn back, and said to everybody until it is gone', () => {
    const session = stillHanging();
    expect(noticed(session)).toBe(false);
    expect(paperLeft(session.state())).toEqual(nothingLeft);
    session.wait(16_000);
    expect(session.screen().name).toBe('attract');
    expect(paperLeft(session.state())).toEqual({ receipt: true, page: false });
    expect(noticed(session)).toBe(true);
    // The next person is told too, and nothing invites them to take it.
    session.touch({ type: 'start' });
    expect(noticed(session)).toBe(true);
    session.world(mouth('notPresent'));
    expect(noticed(session)).toBe(false);
  });

  it('another service of the same person keeps it theirs', () => {
    const session = held();
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    session.touch({ type: 'moreItems' }, { type: 'skipRating' });
    expect(session.screen().name).toBe('home');
    expect(paperLeft(session.state())).toEqual(nothingLeft);
  });

  it('paper somebody before left is no word of this person’s farewell', () => {
    const session = startSession();
    session.touch({ type: 'start' });
    session.world(mouth('present'));
    session.touch({ type: 'exit' });
    session.happen('watchCard', { type: 'card.gone' });
    expect(session.screen()).toEqual({ name: 'farewell', paper: null });
  });
});

describe('a page in the slot of the document printer', () => {
  const printed = () => {
    const session = printing();
    session.world(slot('present'));
    session.happen('printPapers', paper('receipt', 'printed', { effect: 'done' }));
    session.happen('printPapers', { type: 'papers.done' });
    return session;
  };
  const pageNoticed = (session: TestSession) => session.view().notices.some(({ id }) => id === 'leftPage');

  it('is the last word to whom it belongs, and the goodbye comes once it was taken', () => {
    const session = printed();
    expect([paperLeft(session.state()), pageNoticed(session)]).toEqual([nothingLeft, false]);
    leave(session);
    expect(session.screen()).toEqual({ name: 'farewell', paper: 'document' });
    expect(JSON.stringify(session.view())).not.toContain(sampleOutcome.caseNumber);
    session.world(slot('notPresent'));
    expect(session.screen()).toEqual({ name: 'farewell', paper: null });
  });

  it('left for good it is nobody’s: to be drawn back, and said to everybody until it is gone', () => {
    const session = printed();
    leave(session);
    session.wait(16_000);
    expect(session.screen().name).toBe('attract');
    expect(paperLeft(session.state())).toEqual({ receipt: false, page: true });
    session.touch({ type: 'start' });
    expect(pageNoticed(session)).toBe(true);
    session.touch({ type: 'exit' });
    session.happen('watchCard', { type: 'card.gone' });
    // The next person is told nothing of theirs hangs there.
    expect(session.screen()).toEqual({ name: 'farewell', paper: null });
    session.world(slot('notPresent'));
    expect(pageNoticed(session)).toBe(false);
  });

  it('stays the person’s through another service', () => {
    const session = printed();
    session.touch({ type: 'moreItems' }, { type: 'skipRating' });
    expect([session.screen().name, paperLeft(session.state())]).toEqual(['home', nothingLeft]);
  });
});

describe('a paper that another program of this machine printed', () => {
  const both = { devices: { ...slot('present').devices, receiptPrinter: mouth('present').devices.receiptPrinter } };
  const guestPaper = { receipt: true, page: true };
  const said = (session: TestSession) => session.view().notices.filter(({ id }) => /^left/.test(id));

  it('is for whoever stands there, and neither drawn back nor talked about', () => {
    const session = startSession();
    session.world({ ...both, guestPaper });
    expect([session.screen().name, paperLeft(session.state()), said(session)]).toEqual(['attract', nothingLeft, []]);
    session.world({ ...both, guestPaper: { ...guestPaper, page: false } });
    expect(paperLeft(session.state())).toEqual({ receipt: false, page: true });
  });

  it('is left as soon as somebody begins here', () => {
    const session = startSession();
    session.world({ ...both, guestPaper });
    session.touch({ type: 'start' });
    expect(paperLeft(session.state())).toEqual({ receipt: true, page: true });
    expect(said(session)).toHaveLength(2);
  });
});

it('a retracted receipt is asked for again knowing that the first lies in the bin', () => {
  const session = held();
  session.happen('printPapers', paper('receipt', 'retracted', { effect: 'partial', mayRetry: true }));
  session.happen('printPapers', { type: 'papers.done' });
  expect(receipt(session)).toBe('retracted');
  session.world(mouth('present'));
  expect(receipt(session)).toBe('retracted');
  session.world(mouth('notPresent'));
  session.touch({ type: 'retryPaper', id: 'receipt' });
  expect(session.state().context.visit).toMatchObject({ drawnBack: ['receipt'], heldOut: false });
  expect(receipt(session)).toBe('waiting');
});

it('whatever order the states of a paper and its sensor come in, only an own one is to be taken', () => {
  for (const state of paperStateSchema.options)
    for (const media of ['present', 'notPresent', 'jammed', 'unknown'] as const) {
      const session = printing();
      session.world(mouth(media));
      session.happen('printPapers', paper('receipt', state));
      expect(receipt(session) === 'presented', `${state} ${media}`).toBe(state === 'presented');
    }
});
