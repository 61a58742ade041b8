import { describe, expect, it, onTestFinished } from 'vitest';
import { deviceStatusSchema, type Handed, health, type PrinterJob } from '../../contract/index.ts';
import { OurNames } from './our-names.ts';
import { IppDocumentPrinter, type IppPrinterOptions } from './printer.ts';
import { type Rig, rig, samplePdf } from './rig.ts';
import { IppPrinterSimulator } from './simulator.ts';
import { boolean, enumeration, keyword, mimeMediaType, octets } from './values.ts';

/** Closed when the test ends. (`await using` says it better, but dependency-cruiser cannot read it.) */
const kept = <T extends AsyncDisposable>(made: T): T => {
  onTestFinished(() => made[Symbol.asyncDispose]());
  return made;
};

const job = (jobId: string, change: object = {}) => ({
  jobId,
  title: '参保证明 张三样例',
  pdf: samplePdf(2, jobId),
  copies: 1,
  ...change,
});
const error = (errorCode: string, effect: string, code?: string) => ({
  ok: false,
  error: { errorCode, effect, ...(code === undefined ? {} : { code }) },
});
/** The first job makes the printer's counter believed. */
const proven = async (simulated = {}, options = {}) => {
  const made = await rig(simulated, options);
  await made.printer.print(job('warm-up'));
  made.simulator.engine.papers.length = 0;
  return made;
};

describe('printing over IPP', () => {
  it.each([
    ['Create-Job and Send-Document', true],
    ['Print-Job', false],
  ])('lays the document on paper byte for byte and proves it: %s', async (_, twoSteps) => {
    const made = kept(await rig({ twoSteps }));
    const { printer, simulator } = made;
    const pdf = samplePdf(3, 'long', 200_000);
    let sent = 0;
    const completion = await printer.print({ ...job('case-1', { pdf }), onSent: () => (sent += 1) });
    expect(completion).toEqual({
      ok: true,
      effect: 'done',
      value: { jobId: 'case-1', fence: 'printer-completed', bytes: pdf.length, sheets: 3 },
    });
    expect(sent).toBe(1);
    expect(simulator.papers).toHaveLength(1);
    expect(simulator.papers[0]).toMatchObject({ whole: true, pages: 3 });
    expect(Buffer.compare(simulator.papers[0]?.document ?? Buffer.alloc(0), pdf)).toBe(0);
    expect(simulator.papers[0]?.jobName).toMatch(/^bdy-[0-9a-f]{20}-[0-9a-f]{8}$/);
  });

  it('tells the printer nothing about the person', async () => {
    const made = kept(await rig());
    await made.printer.print(job('case-张三样例'));
    expect(JSON.stringify([made.simulator.jobs.map(({ name }) => name), made.simulator.requests])).not.toMatch(
      /张三|参保|case/,
    );
  });

  it('says what it is and what it has', async () => {
    const made = kept(await rig());
    const status = made.printer.status();
    expect(deviceStatusSchema.parse(status)).toEqual(status);
    expect(status).toMatchObject({
      device: 'online',
      paper: 'full',
      faults: [],
      identity: 'urn:uuid:5f6b1c2e-0000-4000-8000-00000000a4a4',
      model: 'Simulated Office Printer',
      firmware: 'main 2.13',
      supplies: [{ name: 'toner', level: 'full', percent: 75 }],
    });
    expect(health(status, status.observedAt)).toBe('ok');
  });

  it('asks for copies and both sides, and validates before anything is sent', async () => {
    const made = kept(await rig());
    const { printer, simulator } = made;
    expect(await printer.validate({ copies: 2, sides: 'two-sided-long-edge' })).toEqual({
      ok: true,
      value: undefined,
      effect: 'none',
    });
    expect(simulator.jobs).toEqual([]);
    await printer.print(job('two', { copies: 2, sides: 'two-sided-long-edge' }));
    const [validated, again, created] = simulator.requests.filter(({ job: template }) => template.length > 0);
    expect([validated?.operation, again?.operation, created?.operation]).toEqual([
      'validateJob',
      'validateJob',
      'createJob',
    ]);
    expect(created?.job.map(({ name }) => name)).toEqual(['copies', 'media', 'sides']);
    expect(created?.job).toEqual(validated?.job);
    expect(simulator.papers).toMatchObject([{ pages: 4, whole: true }]);
  });

  it.each([
    ['pdf-unsupported', { formats: ['image/pwg-raster', 'image/urf'] }, {}],
    ['a4-unsupported', { attributes: [keyword('media-supported', 'na_letter_8.5x11in')] }, {}],
    ['sides-unsupported', { attributes: [keyword('sides-supported', 'one-sided')] }, { sides: 'two-sided-long-edge' }],
    ['copies-unsupported', {}, { copies: 100 }],
    ['special-paper-unconfigured', {}, { paper: 'special' }],
  ])('refuses with %s before a byte is sent', async (errorCode, simulated, change) => {
    const made = kept(await rig(simulated));
    expect(await made.printer.print(job('x', change))).toMatchObject(error(errorCode, 'none', 'unsupportedData'));
    expect(made.simulator.requests.some(({ operation }) => operation === 'createJob')).toBe(false);
  });

  it.each([
    ['not-a-pdf', { pdf: new TextEncoder().encode('<html>') }],
    ['copies-invalid', { copies: 0 }],
    ['document-too-large', { pdf: new Uint8Array(64 * 1024 * 1024 + 1) }],
  ])('refuses %s', async (errorCode, change) => {
    const made = kept(await rig());
    expect(await made.printer.print(job('x', change))).toMatchObject(error(errorCode, 'none', 'invalidData'));
  });

  it('asks for black alone while a colour is empty, and else for nothing', async () => {
    const record = (colour: string, level: number) =>
      `type=toner;maxcapacity=100;level=${level};colorantname=${colour};`;
    const supply = octets('printer-supply', record('black', 75), record('cyan', 0));
    const colours = [keyword('print-color-mode-supported', 'color', 'monochrome'), supply];
    const made = kept(await rig({ attributes: colours }));
    await made.printer.print(job('case-colours'));
    made.simulator.engine.reasons.add('marker-supply-empty-warning');
    expect(await made.printer.print(job('case-black'))).toMatchObject({ ok: true });
    const asked = (operation: string) =>
      made.simulator.requests
        .filter((request) => request.operation === operation)
        .map((request) => request.job.filter(({ name }) => name === 'print-color-mode'));
    const black = [keyword('print-color-mode', 'monochrome')];
    expect([asked('validateJob'), asked('createJob')]).toEqual([
      [[], black],
      [[], black],
    ]);
  });

  it.each(['validateJob', 'createJob'] as const)('prints nothing in another way than asked for: %s', async (at) => {
    const made = kept(await rig());
    made.simulator.ignores = { at, name: 'media' };
    const refused = error('job-unsupported', 'none', 'unsupportedData');
    expect(await made.printer.print(job('x'))).toMatchObject(refused);
    expect(made.simulator.papers).toEqual([]);
    made.simulator.ignores = null;
    expect(await made.printer.print(job('y'))).toMatchObject({ ok: true });
  });

  it('takes 040B and 040A at Validate-Job alike', async () => {
    for (const status of [0x040a, 0x040b]) {
      const made = kept(await rig());
      made.simulator.troubles.set('validateJob', { kind: { status }, times: 1 });
      expect(await made.printer.validate({ copies: 1 })).toMatchObject({
        ok: false,
        error: { code: 'unsupportedData', effect: 'none' },
      });
    }
    const made = kept(
      await rig({
        formats: ['application/pdf'],
        attributes: [mimeMediaType('document-format-supported', 'application/pdf')],
      }),
    );
    expect(await made.printer.validate({ copies: 1 })).toMatchObject({ ok: true });
  });

  it('falls back to IPP/1.1 and does without Expect', async () => {
    const made = kept(await rig({ version: '1.1' }));
    made.simulator.expectRefused = true;
    for (const id of ['a', 'b']) expect(await made.printer.print(job(id))).toMatchObject({ ok: true });
    expect(made.simulator.papers).toHaveLength(2);
  });

  it('waits for a busy printer with growing pauses, and gives up without effect', async () => {
    const made = kept(await rig());
    made.simulator.troubles.set('createJob', { kind: { status: 0x0507 }, times: 3 });
    const before = made.clock.now();
    expect(await made.printer.print(job('a'))).toMatchObject({ ok: true });
    expect(made.clock.now() - before).toBeGreaterThanOrEqual(1_000 + 2_000 + 4_000);
    made.simulator.troubles.set('createJob', { kind: { status: 0x0507 }, times: Number.POSITIVE_INFINITY });
    expect(await made.printer.print(job('b'))).toMatchObject(error('printer-busy', 'none', 'deviceNotReady'));
    expect(made.simulator.papers).toHaveLength(1);
  });

  it('does not print twice on a printer that says busy and takes the job all the same', async () => {
    const made = kept(await rig({ twoSteps: false }));
    made.simulator.troubles.set('printJob', { kind: 'busyButTakes', times: 1 });
    expect(await made.printer.print(job('a'))).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    expect(made.simulator.papers).toHaveLength(1);
  });

  it.each([
    ['Get-Jobs is answered by garbage once', {}, { kind: 'garbage', times: 2 }, { ok: true }],
    ['Get-Jobs is refused', {}, { kind: { status: 0x0501 }, times: 99 }, error('printer-busy', 'unknown')],
    ['Get-Jobs is busy too', {}, { kind: { status: 0x0507 }, times: 99 }, error('printer-busy', 'unknown')],
    ['Get-Jobs is never answered', {}, { kind: 'garbage', times: 99 }, error('printer-busy', 'unknown')],
    ['it keeps no ended jobs', { forgets: true }, null, error('printer-busy', 'unknown')],
  ] as const)('never sends again what a busy printer may have taken: %s', async (_, make, trouble, end) => {
    const made = kept(await rig({ twoSteps: false, ...make }));
    made.simulator.troubles.set('printJob', { kind: 'busyButTakes', times: 3 });
    if (trouble !== null) made.simulator.troubles.set('getJobs', { ...trouble });
    expect(await made.printer.print(job('a'))).toMatchObject(end);
    expect(made.simulator.papers).toHaveLength(1);
  });

  it('sends Print-Job again after "busy" only where the printer is known to keep ended jobs', async () => {
    const sent = (made: Rig) => made.simulator.requests.filter(({ operation }) => operation === 'printJob').length;
    const known = kept(await proven({ twoSteps: false }));
    known.simulator.troubles.set('printJob', { kind: { status: 0x0507 }, times: 2 });
    expect(await known.printer.print(job('a'))).toMatchObject({ ok: true });
    expect([sent(known), known.simulator.papers.length]).toEqual([1 + 3, 1]);
    const fresh = kept(await rig({ twoSteps: false }));
    fresh.simulator.troubles.set('printJob', { kind: { status: 0x0507 }, times: 2 });
    expect(await fresh.printer.print(job('a'))).toMatchObject(error('printer-busy', 'unknown'));
    expect([sent(fresh), fresh.simulator.papers.length]).toEqual([1, 0]);
  });

  it('does not begin Print-Job at a printer that is at work for others and shows no ended job', async () => {
    const made = kept(await rig({ twoSteps: false, attributes: [enumeration('printer-state', 4)] }));
    expect(await made.printer.print(job('a'))).toMatchObject(error('printer-busy', 'none', 'deviceNotReady'));
    expect(made.simulator.requests.map(({ operation }) => operation)).not.toContain('printJob');
  });

  it.each(['busyButTakes', { status: 0x0500 }, 'garbage', 'wrongRequestId'] as const)(
    'leaves no empty job of ours behind when Create-Job is answered by %j',
    async (kind) => {
      const made = kept(await rig());
      made.simulator.troubles.set('createJob', { kind, times: 1 });
      const completion = await made.printer.print(job('a'));
      if (kind === 'busyButTakes') expect(completion).toMatchObject({ ok: true });
      else expect(completion).toMatchObject({ ok: false, error: { effect: 'none' } });
      expect(made.simulator.jobs.map(({ state }) => state)).not.toContain('incoming');
      // Get-Jobs fails too at first: the next "busy" is our own doing, and looked at again.
      made.simulator.troubles.set('createJob', { kind: 'busyButTakes', times: 1 });
      made.simulator.troubles.set('getJobs', { kind: 'garbage', times: 2 });
      expect(await made.printer.print(job('b'))).toMatchObject({ ok: true });
    },
  );

  it.each([{ status: 0x0501 }, 'garbage'] as const)('says that it could not ask for the jobs: %j', async (kind) => {
    const made = kept(await rig());
    made.simulator.troubles.set('getJobs', { kind, times: 1 });
    const word = kind === 'garbage' ? 'bad-frames' : 'ipp-unsupported';
    expect(await made.printer.jobs()).toMatchObject(error(word, 'none'));
    expect(await made.printer.jobs()).toMatchObject({ ok: true, value: [] });
  });

  it.each(['garbage', 'wrongRequestId', 'stall'] as const)(
    'finds the job again by its name when Print-Job is answered by %s',
    async (kind) => {
      const made = kept(await rig({ twoSteps: false }));
      made.simulator.troubles.set('printJob', { kind, times: 1 });
      const completion = await made.printer.print(job('a'));
      // Only `wrongRequestId` took the job; of the others nobody can know that nothing came out.
      if (kind === 'wrongRequestId') expect(completion).toMatchObject({ ok: true });
      else expect(completion).toMatchObject({ ok: false, error: { effect: 'unknown' } });
      expect(made.simulator.papers).toHaveLength(kind === 'wrongRequestId' ? 1 : 0);
    },
  );

  it.each([{ status: 0x0500 }, { http: 302 }, { http: 401 }, { http: 500 }])(
    'follows no redirect and believes no success at %j',
    async (kind) => {
      const made = kept(await rig());
      made.simulator.troubles.set('createJob', { kind, times: 1 });
      expect(await made.printer.print(job('a'))).toMatchObject({ ok: false, error: { effect: 'none' } });
      made.simulator.troubles.set('sendDocument', { kind, times: 1 });
      expect(await made.printer.print(job('b'))).toMatchObject({ ok: false, error: { effect: 'none' } });
      expect(made.simulator.papers).toEqual([]);
      expect(await made.printer.print(job('c'))).toMatchObject({ ok: true });
    },
  );

  it.each([
    ['that is named', false],
    // `job-privacy-attributes` (PWG 5100.11) keep the names of others from us.
    ['whose name is kept from us', true],
  ])(
    'says unknown when the printer is switched off in mid-job, and takes no stranger for its job: one %s',
    async (_, hidden) => {
      const made = kept(await rig());
      made.simulator.engine.sheets = 1;
      let sent = false;
      const printing = made.printer.print({ ...job('a'), onSent: () => (sent = true) });
      await until(() => made.printer.status().paper === 'out');
      made.simulator.powerCut();
      made.simulator.engine.clear();
      made.simulator.namesHidden = hidden;
      // Another job gets the number of ours before anybody asked, and is completed.
      made.simulator.printedBefore(1);
      expect(await printing).toMatchObject(error('job-forgotten', 'unknown', 'hardwareError'));
      expect(sent).toBe(true);
    },
  );

  it('goes on following through a short silence of the network', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    await made.simulator.hangUp();
    await until(() => made.printer.status().device === 'noDevice');
    expect(made.printer.status().faults).toEqual(['port-not-found']);
    await made.simulator.listen();
    made.simulator.engine.clear();
    expect(await printing).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
    expect(made.simulator.papers).toMatchObject([{ whole: true }]);
  });

  it('ends as unknown when the network stays away', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    await made.simulator.hangUp();
    expect(await printing).toMatchObject(error('port-not-found', 'unknown', 'hardwareError'));
    expect(await made.printer.print(job('b'))).toMatchObject(error('port-not-found', 'none', 'deviceNotReady'));
  });

  it.each(['garbage', 'stall', { status: 0x0502 }, { status: 0x0505 }, { status: 0x0507 }, { http: 503 }] as const)(
    'one status lost by %j is no news, nor are two; three are',
    async (kind) => {
      const made = kept(await rig());
      const before = made.printer.status();
      made.simulator.troubles.set('getPrinterAttributes', { kind, times: 2 });
      for (const _ of [1, 2]) expect(await made.printer.refresh()).toEqual(before);
      expect(await made.printer.refresh()).toMatchObject({ device: 'online', faults: [] });
      made.simulator.troubles.set('getPrinterAttributes', { kind, times: 3 });
      for (const _ of [1, 2]) {
        expect((await made.printer.refresh()).device).toBe('online');
        await made.clock.delay(5_000);
      }
      const fault = kind === 'stall' ? 'no-answer' : kind === 'garbage' ? 'bad-frames' : 'printer-busy';
      expect(await made.printer.refresh()).toMatchObject({ device: 'offline', faults: [fault] });
      expect(await made.printer.refresh()).toMatchObject({ device: 'online', faults: [] });
    },
  );

  it.each(['garbage', { status: 0x0507 }, { http: 503 }] as const)(
    'what it answers by %j is forgiven for ten seconds, however often it is asked',
    async (kind) => {
      const { printer, simulator, clock } = kept(await rig());
      simulator.troubles.set('getPrinterAttributes', { kind, times: 99 });
      await printer.glance();
      const from = clock.now();
      while (printer.status().device === 'online' && clock.now() - from < 60_000) {
        await clock.delay(printer.askAgainInMs());
        await printer.glance();
      }
      expect(clock.now() - from).toBe(10_000);
      expect(printer.status().device).toBe('offline');
    },
  );

  it('a document waits for a printer that was called busy before it came', async () => {
    const { printer, simulator, clock } = kept(await rig());
    const busy = (times: number) => simulator.troubles.set('getPrinterAttributes', { kind: { status: 0x0507 }, times });
    busy(4);
    for (const _ of [1, 2, 3]) {
      await printer.refresh();
      await clock.delay(5_000);
    }
    expect(printer.status()).toMatchObject({ device: 'offline', faults: ['printer-busy'] });
    expect(await printer.print(job('a'))).toMatchObject({ ok: true });
    busy(99);
    const from = clock.now();
    expect(await printer.print(job('b'))).toMatchObject(error('printer-busy', 'none'));
    expect(clock.now() - from).toBe(20_000);
  });

  it.each(['garbage', { status: 0x0507 }, { http: 503 }] as const)(
    'refuses nobody’s document for one status answered by %j',
    async (kind) => {
      const made = kept(await rig());
      made.simulator.troubles.set('getPrinterAttributes', { kind, times: 2 });
      expect(await made.printer.print(job('a'))).toMatchObject({ ok: true });
      made.simulator.troubles.set('getPrinterAttributes', { kind, times: 99 });
      expect(await made.printer.print(job('b'))).toMatchObject({ ok: false, error: { effect: 'none' } });
      expect(made.printer.status()).toMatchObject({ device: 'offline' });
      expect(made.simulator.papers).toHaveLength(1);
    },
  );

  it.each([{ status: 0x0507 }, { http: 503 }] as const)('takes %j at Validate-Job for a wait', async (kind) => {
    const made = kept(await rig());
    made.simulator.troubles.set('validateJob', { kind, times: 1 });
    expect(await made.printer.print(job('a'))).toMatchObject({ ok: true });
  });

  it('a connection that is refused is news at once, and over with the first that is not', async () => {
    const made = kept(await rig());
    await made.simulator.hangUp();
    const gone = { device: 'noDevice', paper: 'unknown', faults: ['port-not-found'], action: 'maintenance' };
    for (const _ of [1, 2, 3]) expect(await made.printer.refresh()).toMatchObject(gone);
    await made.simulator.listen();
    expect(await made.printer.refresh()).toMatchObject({ device: 'online', faults: [], action: 'none' });
  });

  it('does not open without a printer', async () => {
    const simulator = new IppPrinterSimulator();
    const uri = await simulator.listen();
    await simulator.close();
    const printer = new IppDocumentPrinter({ uri });
    expect(await printer.open()).toMatchObject(error('port-not-found', 'none', 'deviceNotReady'));
    expect(printer.status()).toMatchObject({ device: 'noDevice', paper: 'unknown', faults: ['port-not-found'] });
    expect(await printer.print(job('a'))).toMatchObject(error('not-open', 'none'));
    const nowhere = new IppDocumentPrinter({ uri: 'http://printer/ipp' });
    expect(await nowhere.open()).toMatchObject(error('port-not-found', 'none'));
  });
});

describe('a printer that stands still', () => {
  it('shows the empty tray while it waits, and completes when a person refills it', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    expect(made.printer.status()).toMatchObject({ device: 'online', faults: ['paper-end'], action: 'clear' });
    made.simulator.engine.clear();
    expect(await printing).toMatchObject({ ok: true });
    expect(made.printer.status()).toMatchObject({ device: 'online', paper: 'full', faults: [] });
  });

  it('is no printer at rest: what it stopped for in mid-job stays our paper', async () => {
    const trays = octets('printer-input-tray', 'type=other;level=0;name=tray-1', 'type=other;level=200;name=tray-2');
    const attributes = [trays];
    const made = kept(await rig({ attributes }));
    const seen = async (state: number, reason: string) => {
      attributes.splice(0, 9, enumeration('printer-state', state), keyword('printer-state-reasons', reason), trays);
      return (await made.printer.refresh()).faults;
    };
    const faults: (readonly string[])[] = [];
    for (const state of [3, 4, 5, 4]) faults.push(await seen(state, state === 3 ? 'none' : 'media-empty'));
    expect(faults).toEqual([[], ['paper-end'], ['paper-end'], ['paper-end']]);
    // It was so before the job.
    expect([await seen(3, 'media-empty'), await seen(4, 'media-empty')]).toEqual([['tray-empty'], ['tray-empty']]);
  });

  it('never cuts a job that lays page after page, whatever an empty by-pass tray is called', async () => {
    const made = kept(await rig({ attributes: [keyword('printer-state-reasons', 'media-empty-report')] }));
    const said = new Set<string>();
    made.printer.onStatus(({ paper, faults }) => said.add(`${paper} ${faults.join()}`));
    made.simulator.engine.pageMs = 10_000;
    // 750 s: also longer than any job that stands still is waited for.
    expect(await made.printer.print(job('a', { pdf: samplePdf(75) }))).toMatchObject({ ok: true });
    expect(made.simulator.papers).toMatchObject([{ whole: true, pages: 75 }]);
    expect([...said]).toEqual(['full tray-empty']);
  });

  it('cancels after its patience and says that a part came out', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    expect(await made.printer.print(job('a'))).toMatchObject(error('paper-end', 'partial', 'timeOut'));
    expect(made.simulator.jobs).toMatchObject([{ state: 'canceled' }]);
    expect(made.simulator.papers).toMatchObject([{ whole: false, pages: 1 }]);
    // The next job is refused at once: nobody's paper waits for the refill.
    expect(await made.printer.print(job('b'))).toMatchObject(error('paper-end', 'none', 'deviceNotReady'));
  });

  it('believes a zero only of a counter that was seen counting, and never after a jam', async () => {
    const abortedAt0 = async (simulated: object, warm: boolean) => {
      const made = kept(await (warm ? proven(simulated) : rig(simulated)));
      made.simulator.engine.abortAtPage = 0;
      const completion = await made.printer.print(job('a'));
      return completion.ok ? 'done' : `${completion.error.errorCode} ${completion.error.effect}`;
    };
    expect(await abortedAt0({}, true)).toBe('job-aborted none');
    expect(await abortedAt0({}, false)).toBe('job-aborted unknown');
    expect(await abortedAt0({ counts: false }, true)).toBe('job-aborted unknown');
    const made = kept(await proven());
    made.simulator.engine.jamAtSheet = 3;
    expect(await made.printer.print(job('a'))).toMatchObject(error('paper-jam', 'unknown', 'timeOut'));
  });

  it('says partial when the printer gives up after a page', async () => {
    const made = kept(await rig());
    made.simulator.engine.abortAtPage = 1;
    expect(await made.printer.print(job('a'))).toMatchObject(error('job-aborted', 'partial', 'hardwareError'));
  });

  it('cancels when asked, and leaves the printer free', async () => {
    const made = kept(await rig());
    expect(await made.printer.cancel()).toMatchObject(error('no-job', 'none', 'sequenceError'));
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    expect(await made.printer.print(job('b'))).toMatchObject(error('busy', 'none', 'sequenceError'));
    expect(await made.printer.cancel()).toMatchObject({ ok: true });
    expect(await printing).toMatchObject(error('canceled', 'partial', 'canceled'));
    made.simulator.engine.clear();
    expect(await made.printer.print(job('c'))).toMatchObject({ ok: true });
  });

  it('cancels before anything was sent, and in the middle of sending', async () => {
    const made = kept(await rig());
    const early = made.printer.print(job('a'));
    expect(await made.printer.cancel()).toMatchObject({ ok: true });
    expect(await early).toMatchObject(error('canceled', 'none', 'canceled'));
    expect(made.simulator.jobs).toEqual([]);
    made.simulator.troubles.set('sendDocument', { kind: 'stall', times: 1 });
    const late = made.printer.print(job('b'));
    await until(() => made.simulator.requests.some(({ operation }) => operation === 'sendDocument'));
    await made.printer.cancel();
    expect(await late).toMatchObject(error('canceled', 'none', 'canceled'));
    expect(made.simulator.jobs).toMatchObject([{ state: 'canceled' }]);
    expect(made.simulator.papers).toEqual([]);
  });

  it('shows the state of a printer that stalls while it takes the document, and cancels it there', async () => {
    const made = kept(await rig());
    made.simulator.troubles.set('sendDocument', { kind: 'stall', times: 1 });
    const printing = made.printer.print(job('a'));
    await until(() => made.simulator.requests.some(({ operation }) => operation === 'sendDocument'));
    made.simulator.engine.reasons.add('media-empty-error');
    await until(() => made.printer.status().paper === 'out');
    expect(await printing).toMatchObject(error('paper-end', 'none', 'timeOut'));
    expect(made.simulator.jobs).toMatchObject([{ state: 'canceled' }]);
  });

  it('ends with unknown when it is closed in mid-job', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    await made.printer.close();
    expect(await printing).toMatchObject(error('closed', 'unknown', 'canceled'));
  });

  it.each([
    ['cover-open', 'door-open-error'],
    ['paper-jam', 'media-jam-report'],
    ['supply-empty', 'toner-empty-error'],
    ['output-full', 'output-area-full'],
    ['paused', 'paused'],
  ])('refuses at once with %s', async (word, reason) => {
    const made = kept(await rig());
    made.simulator.engine.reasons.add(reason);
    expect(await made.printer.validate({ copies: 1 })).toMatchObject(error(word, 'none', 'deviceNotReady'));
    expect(await made.printer.print(job('a'))).toMatchObject(error(word, 'none', 'deviceNotReady'));
    expect(made.simulator.jobs).toEqual([]);
  });

  it('waits while the printer warms up', async () => {
    const made = kept(await rig());
    made.simulator.engine.reasons.add('fuser-under-temp');
    void made.clock.delay(5_000).then(() => made.simulator.engine.clear());
    expect(await made.printer.print(job('a'))).toMatchObject({ ok: true });
  });

  it('says when the printer takes no jobs', async () => {
    const made = kept(await rig({ attributes: [boolean('printer-is-accepting-jobs', false)] }));
    expect(await made.printer.print(job('a'))).toMatchObject(error('not-accepting-jobs', 'none', 'deviceNotReady'));
  });
});

describe('after a crash of the terminal', () => {
  /** What the journal was told of one print. */
  const journalled = async (made: Rig, jobId: string, told: { named?: boolean; leaving?: boolean } = {}) => {
    const journal: { named: PrinterJob | null; handed: Handed } = { named: null, handed: 'part' };
    const completion = await made.printer.print({
      ...job(jobId),
      onStep: async (step) => {
        if (typeof step === 'string') journal.handed = step;
        else journal.named = step.named;
        return (typeof step === 'string' ? told.leaving : told.named) ?? true;
      },
    });
    return { completion, journal };
  };

  it.each([[{}], [{ twoSteps: false }]])('finds what was sent and turns unknown into a proof (%o)', async (make) => {
    const made = kept(await rig(make));
    const { journal } = await journalled(made, 'case-7');
    expect(journal).toMatchObject({
      named: { name: expect.stringMatching(/^bdy-/), bytes: job('case-7').pdf.length },
      handed: 'taken',
    });
    expect(journal.named?.id).toBe('twoSteps' in make ? null : 1);
    const { printer } = kept(await openedOn(made.simulator));
    const ask = (jobId: string, asked: Partial<typeof journal>) => printer.resume({ jobId, ...journal, ...asked });
    expect(await ask('case-7', {})).toMatchObject({
      ok: true,
      value: { jobId: 'case-7', fence: 'printer-completed' },
    });
    // Not all of it left as far as the journal knows: completed or not, nobody can say what came out.
    // Its last bytes may be missing, and printers complete what broke off.
    expect(await ask('case-7', { handed: 'leaving' })).toMatchObject(error('document-unsure', 'unknown'));
    expect(await ask('case-7', { handed: 'part' })).toMatchObject(error('document-cut-short', 'unknown'));
    expect(await ask('case-9', { named: null })).toMatchObject(error('not-sent', 'none'));
    const { named } = journal;
    if (named === null) throw new Error('nothing was named');
    for (const other of [
      { ...named, name: 'bdy-another-00000000' },
      { ...named, printerUuid: 'urn:uuid:00000000-0000-4000-8000-000000000000' },
      { ...named, printerUuid: null, printer: 'ipp://elsewhere/ipp/print' },
    ]) {
      expect(await ask('case-7', { named: other })).toMatchObject(error('job-unknown', 'unknown'));
    }
    expect(made.simulator.papers).toHaveLength(1);
  });

  it('does not take an unanswered question for the printer’s last word', async () => {
    const made = kept(await rig({ twoSteps: false }));
    const { journal } = await journalled(made, 'case-7');
    const { printer } = kept(await openedOn(made.simulator));
    made.simulator.troubles.set('getJobs', { kind: 'garbage', times: 2 });
    expect(await printer.resume({ jobId: 'case-7', ...journal })).toMatchObject(error('bad-frames', 'unknown'));
    expect(await printer.resume({ jobId: 'case-7', ...journal })).toMatchObject({ ok: true });
  });

  it('takes no canceled empty job of the same name for the printed one', async () => {
    const made = kept(await rig());
    made.simulator.troubles.set('createJob', { kind: 'busyButTakes', times: 1 });
    const { journal } = await journalled(made, 'case-7');
    expect(made.simulator.jobs.map(({ name, state }) => [name, state])).toEqual([
      [journal.named?.name, 'canceled'],
      [journal.named?.name, 'completed'],
    ]);
    const { printer } = kept(await openedOn(made.simulator));
    made.simulator.troubles.set('getJobAttributes', { kind: 'garbage', times: 1 });
    expect(await printer.resume({ jobId: 'case-7', ...journal })).toMatchObject({
      ok: false,
      error: { effect: 'unknown' },
    });
    expect(await printer.resume({ jobId: 'case-7', ...journal })).toMatchObject({ ok: true });
  });

  it('believes no number that was given again', async () => {
    const made = kept(await rig());
    const { journal } = await journalled(made, 'case-7');
    if (journal.named === null) throw new Error('nothing was named');
    const { printer } = kept(await openedOn(made.simulator));
    made.simulator.powerCut();
    await journalled(made, 'case-8');
    expect(made.simulator.jobs).toMatchObject([{ id: journal.named.id }]);
    expect(await printer.resume({ jobId: 'case-7', ...journal })).toMatchObject(error('job-unknown', 'unknown'));
  });

  it.each([[{}], [{ twoSteps: false }]])('sends nothing that could not be written down (%o)', async (make) => {
    const made = kept(await rig(make));
    const unnamed = await journalled(made, 'case-1', { named: false });
    expect(unnamed.completion).toMatchObject(error('not-journalled', 'none'));
    expect(unnamed.journal.handed).toBe('part');
    const unsent = await journalled(made, 'case-2', { leaving: false });
    expect(unsent.completion).toMatchObject({ ok: false, error: { errorCode: 'not-journalled' } });
    expect(made.simulator.papers).toEqual([]);
    expect(made.simulator.jobs.map(({ state }) => state)).not.toContain('incoming');
    expect((await journalled(made, 'case-3')).completion).toMatchObject({ ok: true });
  });

  it('wipes what an earlier driver of this machine left in the printer, and lists jobs without names', async () => {
    const names = new OurNames();
    const made = kept(await rig({}, { names }));
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('a'));
    await until(() => made.printer.status().paper === 'out');
    await made.printer.close();
    await printing;
    const again = kept(await openedOn(made.simulator, { names }));
    expect(await again.printer.wipe()).toMatchObject({ ok: true, effect: 'done' });
    expect(await again.printer.wipe()).toMatchObject({ ok: true, effect: 'none' });
    expect(await again.printer.jobs()).toEqual({
      ok: true,
      effect: 'none',
      value: [{ id: 1, ours: true, state: 'canceled', impressions: 1 }],
    });
  });

  it('wipes no document of another terminal at the same printer', async () => {
    const made = kept(await rig());
    made.simulator.engine.sheets = 1;
    const printing = made.printer.print(job('theirs'));
    await until(() => made.printer.status().paper === 'out');
    const other = kept(await openedOn(made.simulator));
    expect(await other.printer.wipe()).toMatchObject({ ok: true, effect: 'none' });
    made.simulator.engine.clear();
    expect(await printing).toMatchObject({ ok: true, value: { fence: 'printer-completed' } });
  });
});

describe('special paper', () => {
  const sources = { plain: 'tray-1', special: 'tray-2' };
  const stocked = (sheets: number, seen: object[] = []) => ({
    specialPaper: { sheets, lowAt: 3, capacity: 50, sources, onChange: (change: object) => seen.push(change) },
  });

  it('takes it from its tray, counts each sheet, warns and stops', async () => {
    const seen: object[] = [];
    const made = kept(await rig({}, stocked(5, seen)));
    const { printer, simulator } = made;
    expect(printer.status().supplies).toContainEqual({ name: 'specialPaper', level: 'full', percent: 10 });
    expect(await printer.print(job('a', { paper: 'special' }))).toMatchObject({ ok: true });
    expect(seen).toEqual([{ sheets: 3, used: 2, certain: true }]);
    expect(printer.status().supplies).toContainEqual({ name: 'specialPaper', level: 'low', percent: 6 });
    const sourceOf = (index: number) =>
      JSON.stringify(simulator.requests.filter((r) => r.operation === 'createJob')[index]?.job);
    expect(sourceOf(0)).toContain('tray-2');
    await printer.print(job('b'));
    expect(sourceOf(1)).toContain('tray-1');
    expect(seen).toHaveLength(1);
    await printer.print(job('c', { paper: 'special' }));
    expect(await printer.print(job('d', { paper: 'special', copies: 2 }))).toMatchObject(
      error('special-paper-end', 'none', 'deviceNotReady'),
    );
    printer.loadSpecialPaper(50);
    expect(seen.at(-1)).toEqual({ sheets: 50, used: 0, certain: true });
    expect(await printer.print(job('e', { paper: 'special' }))).toMatchObject({ ok: true });
  });

  it('uses none before somebody said how much lies there, nor for a document that takes more', async () => {
    const { specialPaper } = stocked(0);
    const { printer } = kept(await rig({}, { specialPaper: { ...specialPaper, sheets: null } }));
    const special = () => printer.status().supplies?.find(({ name }) => name === 'specialPaper');
    expect(special()).toMatchObject({ level: 'unknown', percent: null });
    const end = error('special-paper-end', 'none', 'deviceNotReady');
    expect(await printer.validate({ copies: 1, paper: 'special' })).toMatchObject(end);
    printer.loadSpecialPaper(1);
    expect(await printer.validate({ copies: 1, paper: 'special' })).toMatchObject({ ok: true });
    // The sample has two pages.
    expect(await printer.print(job('a', { paper: 'special' }))).toMatchObject(end);
    expect(special()).toMatchObject({ level: 'low' });
  });

  it('counts what a broken job used, and says when it can only guess', async () => {
    const seen: object[] = [];
    const made = kept(await rig({}, stocked(10, seen)));
    made.simulator.engine.abortAtPage = 1;
    const torn = await made.printer.print(job('a', { paper: 'special' }));
    expect(torn).toMatchObject({ ok: false, error: { effect: 'partial', sheets: 1 } });
    expect(seen).toEqual([{ sheets: 9, used: 1, certain: true }]);
    const mute = kept(await rig({ counts: false }, stocked(10, seen)));
    await mute.printer.print(job('a', { paper: 'special' }));
    expect(seen.at(-1)).toEqual({ sheets: 9, used: 1, certain: false });
  });
});

async function until(seen: () => boolean): Promise<void> {
  for (let turn = 0; turn < 20_000 && !seen(); turn += 1) await new Promise((resolve) => setImmediate(resolve));
  if (!seen()) throw new Error('it never came to that');
}

/** A second driver on the same simulated printer, as after a restart. */
async function openedOn(simulator: IppPrinterSimulator, options: Partial<IppPrinterOptions> = {}) {
  const printer = new IppDocumentPrinter({ uri: simulator.uri, ...options });
  const opened = await printer.open();
  if (!opened.ok) throw new Error(opened.error.message);
  return { printer, [Symbol.asyncDispose]: () => printer.close() };
}
