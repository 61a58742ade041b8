import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Ippeveprinter, startIppeveprinter } from '../../drivers/document-printer/peers/ippeveprinter.ts';
import type { Paper } from '../../src-main/contract/snapshot.ts';
import { PrinterWire, type Stop } from './printer-wire.ts';
import { Processes } from './processes.ts';

/** Real processes killed with -9 while a real IPP printer has, half has, or has not the document. */
const ITEM = 'social-insurance-proof';
const PERSON = 'wang-yan';

let peer: Ippeveprinter;
let wire: PrinterWire;
let whole: Processes;
let before = 0;
beforeAll(async () => {
  peer = await startIppeveprinter();
  wire = await PrinterWire.lay(peer.uri);
  whole = await Processes.start({ kind: 'ipp', uri: wire.uri });
}, 60_000);
beforeEach(async () => {
  before = (await peer.paper()).length;
});
afterAll(async () => {
  await whole?.stop();
  await wire?.close();
  await peer?.[Symbol.asyncDispose]();
});

const lastJob = () =>
  whole.ledgerRows<{ jobId: string; handed: string }>(
    "SELECT job_id AS jobId, handed FROM print_journal WHERE kind = 'document' ORDER BY rowid DESC LIMIT 1",
  )[0] ?? { jobId: '', handed: '' };
const history = () =>
  whole
    .ledgerRows<{ state: string }>(`SELECT state FROM print_history WHERE job_id = '${lastJob().jobId}' ORDER BY id`)
    .map(({ state }) => state)
    .filter((state) => state !== 'sent');
const papers = async () => (await peer.paper()).length - before;
/** What the platform was told of the last document, in the end. */
const told = async () => {
  const rows = await whole.platform.db
    .selectFrom('records')
    .select(['body_json', 'state'])
    .where('kind', '=', 'paper.state')
    .execute();
  return rows
    .filter(({ body_json, state }) => state === 'stored' && body_json.includes(lastJob().jobId))
    .map(({ body_json }) => /state\\*":\\*"([a-z]+)/.exec(body_json)?.[1]);
};

type Part = 'terminal' | 'device-host';
interface Moment {
  readonly stop: Stop | 'printing';
  /** States of the journal, in their order; `sent` left out, which comes or not by a millisecond. */
  readonly history: readonly string[];
  readonly shown: 'printed' | 'notPrinted' | 'unknown';
  /** Documents on paper; ippeveprinter lays down broken ones too. */
  readonly sheets: number;
}
const moments = {
  'before the printer had named it': {
    ...{ stop: { operation: 'createJob', at: 'answer' }, history: ['intent', 'unknown', 'failed'] },
    ...{ shown: 'notPrinted', sheets: 0 },
  },
  'when it was named and no byte had left': {
    ...{ stop: { operation: null, at: 'head' }, history: ['intent', 'unknown', 'failed'] },
    ...{ shown: 'notPrinted', sheets: 0 },
  },
  // The printer completes what broke off, and does not tell how much it got: nobody may call that printed.
  'in the middle of it': {
    ...{ stop: { operation: 'sendDocument', at: 'middle' }, history: ['intent', 'unknown'] },
    ...{ shown: 'unknown', sheets: 1 },
  },
  'before the printer said that it has all of it': {
    ...{ stop: { operation: 'sendDocument', at: 'answer' }, history: ['intent', 'unknown'] },
    ...{ shown: 'unknown', sheets: 1 },
  },
  'while it is printed': {
    ...{ stop: 'printing', history: ['intent', 'unknown', 'printed'] },
    ...{ shown: 'printed', sheets: 1 },
  },
} as const satisfies Record<string, Moment>;
type MomentName = keyof typeof moments;

interface Killing {
  readonly killed: 'device-host' | 'both';
  readonly name: MomentName;
  readonly times: 1 | 2;
}
const everything = (['device-host', 'both'] as const).flatMap((killed) =>
  (Object.keys(moments) as MomentName[]).map((name): Killing => ({ killed, name, times: 1 })),
);
const usual: readonly Killing[] = [
  { killed: 'device-host', name: 'while it is printed', times: 2 },
  { killed: 'both', name: 'before the printer had named it', times: 1 },
  { killed: 'both', name: 'in the middle of it', times: 1 },
  { killed: 'both', name: 'while it is printed', times: 1 },
];

/** A case is handed in, its document is on its way to the printer and stands at that moment. */
async function handedInUntil(stop: Moment['stop']): Promise<void> {
  if (stop === 'printing') {
    await peer.fault('media-empty-error');
    const earlier = lastJob().jobId;
    await whole.handIn(ITEM, PERSON);
    const taken = () => expect([lastJob().jobId === earlier, lastJob().handed]).toEqual([false, 'taken']);
    return vi.waitFor(taken, { timeout: 10_000, interval: 20 });
  }
  if (stop.operation === null) {
    // A host that once waited for `100 Continue` in vain announces no document any more.
    await whole.kill('device-host');
    await whole.run('device-host');
  }
  const stopped = wire.stopAt(stop);
  await whole.handIn(ITEM, PERSON);
  await stopped;
}

async function killedAndBack(parts: readonly Part[], times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    await Promise.all(parts.map((part) => whole.kill(part)));
    await Promise.all(parts.map((part) => whole.run(part)));
  }
  await peer.fault(null);
}

const document = (papers: readonly Paper[]) => papers.find(({ kind }) => kind === 'document');

describe('a document when processes are killed with -9', () => {
  it.each(process.env.LONG === '1' ? [...everything, ...usual.filter(({ times }) => times > 1)] : usual)(
    '$killed × $times, $name',
    async ({ killed, name, times }) => {
      const moment: Moment = moments[name];
      await handedInUntil(moment.stop);
      await killedAndBack(killed === 'both' ? ['terminal', 'device-host'] : [killed], times);
      if (killed === 'both') {
        const said = { printed: 'printed', notPrinted: 'notPrinted', unknown: null }[moment.shown];
        await vi.waitFor(() => expect(history()).toEqual(moment.history), { timeout: 15_000, interval: 50 });
        await whole.sees('recovered', ({ paperProved }) => paperProved === said);
        expect(whole.snapshot?.screen).toMatchObject({ submitted: true, paperUnknown: said === null });
        // Whatever was said first and later, the platform hears both.
        const states = moment.history.filter((state) => state !== 'intent');
        await vi.waitFor(async () => expect(await told()).toEqual(states), { timeout: 5_000, interval: 50 });
      } else {
        const { papers } = await whole.sees('result', ({ busy }) => !busy);
        const state = { printed: 'printed', notPrinted: 'failed', unknown: 'unknown' }[moment.shown];
        expect(document(papers)).toMatchObject({ state, mayRetry: state !== 'printed' });
        expect(history()).toEqual(moment.history);
      }
      expect(await papers()).toBe(moment.sheets);
      if (killed !== 'both' && moment.sheets === 0) {
        whole.touch({ type: 'retryPaper', id: document((await whole.sees('result')).papers)?.id ?? '' });
        await whole.sees('result', ({ busy }) => busy);
        expect(document((await whole.sees('result', ({ busy }) => !busy)).papers)?.state).toBe('printed');
        expect(await papers()).toBe(1);
      }
      await whole.leave();
    },
    60_000,
  );
});
