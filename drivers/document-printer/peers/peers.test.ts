import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Handed, health, type PrinterJob } from '../../contract/index.ts';
import { IppClient } from '../ipp/client.ts';
import { toldJobs } from '../ipp/job-list.ts';
import { isFinal } from '../ipp/operations.ts';
import { IppDocumentPrinter, type IppPrinterOptions } from '../ipp/printer.ts';
import { parseIppUri } from '../ipp/printer-address.ts';
import { samplePdf } from '../ipp/rig.ts';
import { IppPrinterSimulator } from '../ipp/simulator.ts';
import { type Ippeveprinter, startIppeveprinter } from './ippeveprinter.ts';
import { type PrivateCups, startPrivateCups } from './private-cups.ts';
import { eventually, requireProgram } from './process-group.ts';

// Real programs of CUPS on the other side; real time, so waits are short ones.
const patience = {
  pollMs: 50,
  busyFirstMs: 50,
  stuckMs: 30_000,
  settleMs: 1_500,
  lostMs: 700,
  cancelMs: 5_000,
  quietMs: 2_000,
};

/** Closed when the test ends. (`await using` says it better, but dependency-cruiser cannot read it.) */
const kept = <T extends AsyncDisposable>(made: T): T => {
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
};

async function opened(uri: string, options: Partial<IppPrinterOptions> = {}) {
  const printer = new IppDocumentPrinter({ uri, patience, ...options });
  const completion = await printer.open();
  if (!completion.ok) throw new Error(completion.error.message);
  return Object.assign(printer, { [Symbol.asyncDispose]: () => printer.close() });
}
const job = (jobId: string, bytes = 0) => ({ jobId, title: '王五样例', pdf: samplePdf(1, jobId, bytes), copies: 1 });
/** Prints with a journal, as the terminal does; gives back what was written down. */
async function journalled(printer: IppDocumentPrinter, jobId: string) {
  const journal: { named: PrinterJob | null; handed: Handed } = { named: null, handed: 'part' };
  await printer.print({
    ...job(jobId),
    onStep: async (step) => {
      if (typeof step === 'string') journal.handed = step;
      else journal.named = step.named;
      return true;
    },
  });
  return { jobId, ...journal };
}
const same = (one: Uint8Array | undefined, other: Uint8Array) => Buffer.compare(one ?? Buffer.alloc(0), other) === 0;

const notLinux = process.platform !== 'linux';
if (notLinux) process.stderr.write('ippeveprinter and cupsd are tested on Linux only\n');

describe.skipIf(notLinux)('against ippeveprinter', () => {
  let peer: Ippeveprinter;
  beforeAll(async () => {
    peer = await startIppeveprinter();
  });
  afterAll(() => peer[Symbol.asyncDispose]());

  it('validates, prints byte for byte and proves it', async () => {
    const printer = kept(await opened(peer.uri));
    expect(printer.status()).toMatchObject({ device: 'online', paper: 'full', faults: [], model: 'Example Printer' });
    expect(printer.status().identity).toMatch(/^urn:uuid:/);
    expect(printer.status().supplies).toContainEqual({ name: 'toner', level: 'full', percent: 75 });
    expect(await printer.validate({ copies: 1 })).toMatchObject({ ok: true });
    expect(await printer.validate({ copies: 1_000 })).toMatchObject({ error: { errorCode: 'copies-unsupported' } });
    const before = (await peer.paper()).length;
    const large = job('large', 300_000);
    expect(await printer.print(large)).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    const paper = await peer.paper();
    expect(paper.length).toBe(before + 1);
    expect(same(paper.at(-1), large.pdf)).toBe(true);
  });

  it.each([
    ['media-empty-error', 'paper-end', { paper: 'out' }],
    ['cover-open-error', 'cover-open', { device: 'userError' }],
    ['media-jam-error', 'paper-jam', { paper: 'jammed' }],
  ])('shows %s in mid-job and completes when it is gone', async (reason, word, axes) => {
    const printer = kept(await opened(peer.uri));
    await peer.fault(reason);
    const printing = printer.print(job(reason));
    await eventually(word, () => (printer.status().faults.includes(word) ? true : null));
    expect(printer.status()).toMatchObject({ ...axes, action: 'clear' });
    await peer.fault(null);
    expect(await printing).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    expect(same((await peer.paper()).at(-1), job(reason).pdf)).toBe(true);
  });

  it('cancels while printing, and says what the printer counted', async () => {
    const url = parseIppUri(peer.uri);
    if (!url.ok) throw new Error(url.error);
    const client = new IppClient({ uri: peer.uri, requestMs: 2_000, documentMs: 2_000 }, url.value);
    const printer = kept(await opened(peer.uri));
    await peer.fault('media-empty-error');
    const printing = printer.print(job('canceled'));
    await eventually('paper end', () => (printer.status().paper === 'out' ? true : null));
    await printer.cancel();
    await eventually('the printer stops the job', async () => {
      const running = await client.jobs('not-completed');
      const reasons = running.ok ? running.value.jobs.flatMap((one) => one.strings('job-state-reasons')) : [];
      return reasons.includes('processing-to-stop-point') ? true : null;
    });
    // ippeveprinter lets its command run to the end, as printers finish the sheet they are at.
    await peer.fault(null);
    expect(await printing).toMatchObject({ ok: false, error: { errorCode: 'canceled', effect: 'partial' } });
    expect(await printer.jobs()).toMatchObject({
      ok: true,
      value: expect.arrayContaining([expect.objectContaining({ ours: true, state: 'canceled', impressions: 1 })]),
    });
  });

  it('sees the empty tray and the toner of its web form, and refuses before sending', async () => {
    const printer = kept(await opened(peer.uri));
    await peer.load('iso_a4_210x297mm', 0);
    await peer.toner(0);
    expect(await printer.refresh()).toMatchObject({ paper: 'out' });
    expect(printer.status().supplies).toContainEqual({ name: 'toner', level: 'out', percent: 0 });
    const before = (await peer.paper()).length;
    expect(await printer.print(job('refused'))).toMatchObject({ error: { errorCode: 'paper-end', effect: 'none' } });
    await peer.load('na_letter_8.5x11in', 250);
    await peer.toner(75);
    expect(await printer.validate({ copies: 1 })).toMatchObject({ error: { errorCode: 'paper-end', effect: 'none' } });
    await peer.load('iso_a4_210x297mm', 250);
    expect(await printer.refresh()).toMatchObject({ paper: 'full', faults: [] });
    expect((await peer.paper()).length).toBe(before);
  });

  it('prints in black while only a colour is empty, and not while black is', async () => {
    const colours = kept(await startIppeveprinter(undefined, { colours: true }));
    const printer = kept(await opened(colours.uri));
    await colours.supplies(25, 75, 0, 33, 67);
    const status = await printer.refresh();
    expect(status.faults).toContain('colour-empty');
    expect(health(status, status.observedAt)).toBe('attention');
    expect(await printer.print(job('in-black'))).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    await colours.supplies(25, 0, 50, 33, 67);
    expect(await printer.print(job('refused'))).toMatchObject({ error: { errorCode: 'supply-empty', effect: 'none' } });
    expect(await colours.paper()).toHaveLength(1);
  });

  it('counts its waste box the other way round: its word is believed, its number puts nothing out of service', async () => {
    const printer = kept(await opened(peer.uri));
    const box = async (percent: number) => {
      await peer.waste(percent);
      const status = await printer.refresh();
      return [status.supplies?.find(({ name }) => name === 'wasteToner')?.level, health(status, status.observedAt)];
    };
    try {
      expect(await box(0)).toEqual(['low', 'attention']);
      expect(await box(60)).toEqual(['full', 'ok']);
      expect(await box(95)).toEqual(['low', 'attention']);
      expect(await box(100)).toEqual(['out', 'unavailable']);
    } finally {
      await peer.waste(25);
    }
  });

  it('shows what must be seen before a document is sent again, and lets an empty job of ours be canceled', async () => {
    const fresh = kept(await startIppeveprinter());
    const url = parseIppUri(fresh.uri);
    if (!url.ok) throw new Error(url.error);
    const client = new IppClient({ uri: fresh.uri, requestMs: 2_000, documentMs: 2_000 }, url.value);
    expect(await toldJobs(client)).toEqual({ reports: [], unanswered: null, keepsEnded: false });
    const printer = kept(await opened(fresh.uri));
    expect(await printer.print(job('first'))).toMatchObject({ ok: true });
    expect(await toldJobs(client)).toMatchObject({ unanswered: null, keepsEnded: true });
    // What a Create-Job leaves whose answer says "busy".
    const signal = new AbortController().signal;
    expect(await client.createJob({ name: 'bdy-denied-00000000', template: [] }, signal)).toMatchObject({ ok: true });
    const { reports } = await toldJobs(client);
    const denied = reports.find(({ name }) => name === 'bdy-denied-00000000');
    expect(isFinal(denied?.state ?? 'unknown')).toBe(false);
    expect(await client.cancelJob(denied?.id ?? 0)).toMatchObject({ ok: true, value: { statusClass: 'ok' } });
    expect(await printer.print(job('second'))).toMatchObject({ ok: true });
    expect((await fresh.paper()).length).toBe(2);
  });

  it('is asked after a crash: what it has all of is proven, what may be torn is not, what never left is certain', async () => {
    const known = await journalled(kept(await opened(peer.uri)), 'crashed');
    expect(known).toMatchObject({
      named: { id: expect.any(Number), bytes: job('crashed').pdf.length },
      handed: 'taken',
    });
    const before = (await peer.paper()).length;
    const printer = kept(await opened(peer.uri));
    expect(await printer.resume(known)).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    // It completes what broke off.
    const unsure = { ok: false, error: { errorCode: 'document-unsure', effect: 'unknown' } };
    expect(await printer.resume({ ...known, handed: 'leaving' })).toMatchObject(unsure);
    const cut = { ok: false, error: { errorCode: 'document-cut-short', effect: 'unknown' } };
    expect(await printer.resume({ ...known, handed: 'part' })).toMatchObject(cut);
    const nothing = { ok: false, error: { errorCode: 'not-sent', effect: 'none' } };
    expect(await printer.resume({ ...known, named: null })).toMatchObject(nothing);
    expect((await peer.paper()).length).toBe(before);
  });

  it('waits its turn when the printer is busy', async () => {
    const first = kept(await opened(peer.uri));
    const second = kept(await opened(peer.uri));
    const before = (await peer.paper()).length;
    await peer.fault('spool-area-full-report');
    const running = first.print(job('first'));
    await eventually('the first job runs', () => (first.status().device === 'deviceBusy' ? true : null));
    const waiting = second.print(job('second'));
    await peer.fault(null);
    expect(await running).toMatchObject({ ok: true });
    expect(await waiting).toMatchObject({ ok: true });
    expect((await peer.paper()).length).toBe(before + 2);
  });

  it('speaks ipps to the one certificate it was told, and to no other', async () => {
    const uri = peer.uri.replace('ipp:', 'ipps:');
    const printer = kept(await opened(uri, { fingerprint256: await peer.fingerprint256() }));
    expect(await printer.print(job('secure'))).toMatchObject({ ok: true });
    for (const fingerprint of [{ fingerprint256: 'AA:BB' }, {}]) {
      const wrong = new IppDocumentPrinter({ uri, patience, ...fingerprint });
      expect(await wrong.open()).toMatchObject({ error: { errorCode: 'port-denied', effect: 'none' } });
    }
  });

  it('says unknown when the printer dies in mid-job, and refuses a printer without PDF', async () => {
    const mortal = kept(await startIppeveprinter('image/pwg-raster,image/urf'));
    const raster = kept(await opened(mortal.uri));
    expect(await raster.print(job('pdf'))).toMatchObject({ error: { errorCode: 'pdf-unsupported', effect: 'none' } });
    const victim = kept(await startIppeveprinter());
    const printer = kept(await opened(victim.uri));
    await victim.fault('media-empty-error');
    const printing = printer.print(job('dies'));
    await eventually('paper end', () => (printer.status().paper === 'out' ? true : null));
    await victim.kill();
    expect(await printing).toMatchObject({ error: { errorCode: 'port-not-found', effect: 'unknown' } });
  });
});

const noCups = notLinux || process.getuid?.() !== 0;
if (noCups) process.stderr.write('a private cupsd needs Linux and root\n');

describe.skipIf(noCups)('through a private CUPS', () => {
  let cups: PrivateCups;
  beforeAll(async () => {
    cups = await startPrivateCups();
  });
  afterAll(() => cups[Symbol.asyncDispose]());

  it('does not call printed what the spooler completed without a byte coming out', async () => {
    // A raw queue to a file: CUPS 2.4 calls the job completed and writes nothing.
    const file = path.join(cups.folder, 'out', 'document.bin');
    const printer = kept(await opened(await cups.queue('sink', `file://${file}`)));
    expect(await printer.print(job('sink'))).toMatchObject({ ok: true, value: { fence: 'spooler-accepted' } });
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('reaches a printer behind it byte for byte over TCP, and proves what that printer says of the same job', async () => {
    const simulator = new IppPrinterSimulator();
    const device = await simulator.listen();
    try {
      const uri = await cups.queue('office', `${device}?waitjob=true`);
      const known = await journalled(kept(await opened(uri)), 'behind');
      const [paper] = simulator.papers;
      expect(paper).toMatchObject({ whole: true });
      expect(same(paper?.document, job('behind').pdf)).toBe(true);
      // After a crash of ours, too; and nothing is printed by asking.
      const printer = kept(await opened(uri));
      expect(await printer.resume(known)).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
      const large = job('large', 50_000);
      expect(await printer.print(large)).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
      expect(simulator.papers).toHaveLength(2);
      // It is gone: what the queue says is all there is.
      await simulator.close();
      expect(await printer.resume(known)).toMatchObject({ ok: true, value: { fence: 'spooler-accepted' } });
    } finally {
      await simulator.close();
    }
  });

  it('proves it with a real printer program behind the queue', async () => {
    const peer = kept(await startIppeveprinter());
    const printer = kept(await opened(await cups.queue('eve', peer.uri)));
    const document = job('eve', 20_000);
    expect(await printer.print(document)).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    expect(same((await peer.paper()).at(-1), document.pdf)).toBe(true);
  });

  it.each([
    ['forgets what it completed', { forgets: true }, () => undefined],
    [
      'gave the job up',
      {},
      (simulator: IppPrinterSimulator) => {
        simulator.engine.abortAtPage = 0;
      },
    ],
    // The backend only looks at the printer once more and calls it done; the printer still works.
    [
      'is not waited for and works on',
      {},
      (simulator: IppPrinterSimulator) => {
        simulator.engine.pageMs = 60_000;
      },
    ],
  ] as const)('claims no more than the spooler of a printer that %s', async (what, habits, trouble) => {
    const simulator = new IppPrinterSimulator(habits);
    const device = await simulator.listen();
    trouble(simulator);
    try {
      const name = what.replaceAll(' ', '-');
      const printer = kept(
        await opened(await cups.queue(name, `${device}?waitjob=false`), { patience: { ...patience, quietMs: 300 } }),
      );
      const completion = await printer.print(job(name));
      if (completion.ok) expect(completion.value.fence).toBe('spooler-accepted');
      else expect(completion.error.effect).toBe('unknown');
    } finally {
      await simulator.close();
    }
  });

  it('says no more of a job after a crash than the spooler can', async () => {
    const uri = await cups.queue('crash', `file://${path.join(cups.folder, 'out', 'crash.bin')}`);
    const known = await journalled(kept(await opened(uri)), 'crashed');
    const url = parseIppUri(uri);
    if (!url.ok) throw new Error(url.error);
    const told = await toldJobs(new IppClient({ uri, requestMs: 2_000, documentMs: 2_000 }, url.value));
    expect(told).toMatchObject({ unanswered: null, keepsEnded: true });
    expect(told.reports).toContainEqual(expect.objectContaining({ name: known.named?.name, state: 'completed' }));
    const again = kept(await opened(uri));
    expect(await again.resume(known)).toMatchObject({ ok: true, value: { fence: 'spooler-accepted' } });
  });

  it('cancels in the queue, and believes no count of a spooler', async () => {
    const simulator = new IppPrinterSimulator();
    const device = await simulator.listen();
    simulator.engine.sheets = 0;
    try {
      const printer = kept(
        await opened(await cups.queue('empty', device), {
          patience: { ...patience, stuckMs: 500 },
        }),
      );
      const printing = printer.print(job('stuck'));
      await eventually('the job is behind the queue', () => (simulator.jobs.length > 0 ? true : null));
      await printer.cancel();
      expect(await printing).toMatchObject({ ok: false, error: { errorCode: 'canceled', effect: 'unknown' } });
    } finally {
      await simulator.close();
    }
  });
});

describe.skipIf(notLinux)('the simulated printer', () => {
  it('passes for a printer with ipptool', async () => {
    const ipptool = requireProgram('ipptool', 'cups-ipp-utils');
    const simulator = new IppPrinterSimulator();
    const uri = await simulator.listen();
    const room = await mkdtemp(path.join(tmpdir(), 'ipptool-'));
    try {
      const file = path.join(room, 'print.test');
      const pdf = path.join(room, 'a.pdf');
      await writeFile(pdf, samplePdf(2, 'ipptool'));
      const head =
        'GROUP operation-attributes-tag ATTR charset attributes-charset utf-8 ATTR naturalLanguage attributes-natural-language en ATTR uri printer-uri $uri ATTR name requesting-user-name $user';
      await writeFile(
        file,
        `{ OPERATION Print-Job ${head} ATTR mimeMediaType document-format application/pdf FILE $filename STATUS successful-ok EXPECT job-id OF-TYPE integer EXPECT job-state OF-TYPE enum }
         { OPERATION Get-Jobs ${head} ATTR keyword which-jobs completed STATUS successful-ok EXPECT job-id }
         { OPERATION Get-Printer-Attributes ${head} ATTR keyword requested-attributes all STATUS successful-ok EXPECT printer-state WITH-VALUE 3 EXPECT printer-uuid OF-TYPE uri }
         { OPERATION Cancel-Job ${head} ATTR integer job-id 99 STATUS client-error-not-found }`,
      );
      const { stdout } = await promisify(execFile)(ipptool, ['-t', '-f', pdf, uri, file]);
      expect(stdout.match(/\[PASS\]/g)).toHaveLength(4);
      expect(simulator.papers).toMatchObject([{ whole: true, pages: 2 }]);
    } finally {
      await simulator.close();
      await rm(room, { recursive: true, force: true });
    }
  });
});
