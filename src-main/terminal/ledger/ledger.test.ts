import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import { ingestRequestSchema } from '../../contract/platform-api.ts';
import { sealSubmission } from '../sync/seal.ts';
import { formatCaseNumber, isCaseNumber } from './case-number.ts';
import { recordHash, ZERO_HASH } from './chain.ts';
import type { Ledger } from './ledger.ts';
import { MAX_BATCH_BYTES, TAIL_MS } from './outbox.ts';
import { recordBodySchemas, type SettledPaper } from './record-bodies.ts';
import { TELEMETRY_RING } from './telemetry.ts';
import { must, openTestLedger, sealed, submit, TEST_TERMINAL } from './test-ledger.ts';

let folder = '';
let wallMs = 0;
let ledger: Ledger;
const reopen = () => openTestLedger(path.join(folder, 'ledger.db'), { clock: { wallMs: () => wallMs } });
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'budayang-ledger-'));
  wallMs = Date.parse('2026-11-21T03:00:00Z');
  ledger = reopen();
  must(ledger.beginSession('session-1'));
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true, force: true });
});

const pending = () => must(ledger.pending());
const kinds = () => pending()?.records.map((record) => record.kind) ?? [];
function acknowledgeAll() {
  const last = must(ledger.pending(1, 'last'))?.records[0];
  return must(ledger.acknowledge({ ackedSeq: last?.seq ?? 0, hashAtAcked: last?.hash ?? ZERO_HASH }));
}
const intent = (jobId: string, caseNumber: string | null = null) =>
  ledger.printIntent({ jobId, sessionId: 'session-1', caseNumber, kind: 'receipt', titleKey: 'receipt.accepted' });

describe('the outbox', () => {
  it('fits the contract and chains every record to the one before it', () => {
    for (let index = 0; index < 5; index++) submit(ledger, 'session-1', index);
    const batch = ingestRequestSchema.parse({ terminal: TEST_TERMINAL, ...pending() });
    let previous = ZERO_HASH;
    expect(batch.previousHash).toBe(previous);
    for (const record of batch.records) {
      previous = recordHash(previous, record);
      expect(record.hash).toBe(previous);
      expect(record.idempotencyKey).toBe(`${batch.epoch}-${record.seq}`);
    }
  });

  it('keeps at most 200 records and 256 KB in a batch, and any one record fits', () => {
    for (let index = 0; index < 205; index++) submit(ledger, 'session-1');
    expect(pending()?.records).toHaveLength(200);
    acknowledgeAll();
    for (let index = 0; index < 4; index++) submit(ledger, 'session-1', 'z'.repeat(100_000));
    const batch = pending();
    expect(batch?.records).toHaveLength(2);
    expect(JSON.stringify(batch?.records).length).toBeLessThan(MAX_BATCH_BYTES);
    expect(must(ledger.pending(1))?.records).toHaveLength(1);
  });

  it('takes no acknowledgement without the matching hash', () => {
    submit(ledger, 'session-1');
    const hash = pending()?.records[0]?.hash ?? '';
    expect(must(ledger.acknowledge({ ackedSeq: 1, hashAtAcked: 'f'.repeat(64) }))).toMatchObject({ kind: 'mismatch' });
    expect(must(ledger.acknowledge({ ackedSeq: 2, hashAtAcked: hash }))).toMatchObject({ kind: 'ahead', lastSeq: 1 });
    expect(must(ledger.counts()).pending).toBe(1);
    expect(must(ledger.acknowledge({ ackedSeq: 1, hashAtAcked: hash }))).toEqual({
      kind: 'acknowledged',
      ackedSeq: 1,
      newly: 1,
    });
    expect(pending()).toBeNull();
    expect(must(ledger.acknowledge({ ackedSeq: 0, hashAtAcked: ZERO_HASH }))).toMatchObject({ kind: 'behind' });
  });

  it('keeps the tail 72 h for a restored platform, then deletes it and goes on counting', () => {
    for (let index = 0; index < 3; index++) submit(ledger, 'session-1', index);
    acknowledgeAll();
    wallMs += TAIL_MS - 1;
    must(ledger.maintain());
    expect(must(ledger.rewind(2))).toEqual({ kind: 'rewound', records: 2 });
    expect(pending()).toMatchObject({ firstSeq: 2 });
    acknowledgeAll();
    wallMs += TAIL_MS + 1;
    expect(must(ledger.maintain())).toEqual({ purged: 3 });
    expect(must(ledger.rewind(2))).toEqual({ kind: 'notHeld', oldestHeld: null });
    submit(ledger, 'session-1');
    const batch = pending();
    expect(batch).toMatchObject({ firstSeq: 4 });
    expect(batch?.records.map((record) => recordHash(batch.previousHash, record) === record.hash)).toEqual([true]);
  });

  it('neither deletes early nor keeps for ever when the clock is set', () => {
    wallMs += 400 * 86_400_000;
    submit(ledger, 'session-1');
    acknowledgeAll();
    wallMs -= 400 * 86_400_000;
    expect(must(ledger.maintain())).toEqual({ purged: 0 });
    wallMs += TAIL_MS + 1;
    expect(must(ledger.maintain())).toEqual({ purged: 1 });
  });
});

describe('cases', () => {
  it('are saved with their record or not at all', () => {
    const before = must(ledger.counts()).lastSeq;
    const caseNumber = must(ledger.caseNumber());
    const submission = { caseNumber, sessionId: 'session-1', item: 'sample-item', sealedBody: sealed(1) };
    for (const wrong of [
      { ...submission, sessionId: 'session-9' },
      { ...submission, item: 'Not An Item' },
      { ...submission, sealedBody: '{"name":"张三样例"}' },
      { ...submission, sealedBody: sealed('y'.repeat(400_001)) },
    ]) {
      expect(ledger.submitCase(wrong)).toMatchObject({ ok: false, error: { code: 'refused' } });
    }
    expect(must(ledger.counts()).lastSeq).toBe(before);
    must(ledger.submitCase(submission));
    expect(ledger.submitCase(submission)).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(must(ledger.counts()).lastSeq).toBe(before + 1);
  });

  it('are withdrawn, decided and rated once', () => {
    const first = submit(ledger, 'session-1');
    must(ledger.withdrawCase({ caseNumber: first, reason: 'citizen.changedMind' }));
    expect(ledger.withdrawCase({ caseNumber: first, reason: 'again' })).toMatchObject({ ok: false });
    expect(ledger.setCaseOutcome({ caseNumber: first, outcome: 'approved' })).toMatchObject({ ok: false });
    const second = submit(ledger, 'session-1');
    must(ledger.setCaseOutcome({ caseNumber: second, outcome: 'approved' }));
    must(ledger.rateCase({ caseNumber: second, level: 5 }));
    expect(ledger.rateCase({ caseNumber: second, level: 1 })).toMatchObject({ ok: false });
    expect(ledger.rateCase({ caseNumber: first, level: 6 })).toMatchObject({ ok: false });
    expect(must(ledger.caseState(second))).toMatchObject({ state: 'approved', rating: 5 });
    expect(kinds()).toEqual(['case.submitted', 'case.withdrawn', 'case.submitted', 'case.rated']);
  });
});

describe('case numbers', () => {
  it('are never given twice, whatever the clock says', () => {
    const numbers = new Set<string>();
    for (let index = 0; index < 50; index++) {
      wallMs += (index % 3 === 0 ? -1 : 1) * 86_400_000;
      numbers.add(must(ledger.caseNumber()));
      if (index % 10 === 0) {
        ledger.close();
        ledger = reopen();
      }
    }
    expect(numbers.size).toBe(50);
    for (const number of numbers) expect(isCaseNumber(number)).toBe(true);
  });

  it('carry the day it is in China', () => {
    const at = (iso: string) => formatCaseNumber('GZ-0001', 'a'.repeat(32), new Date(iso), 42).slice(8, 14);
    expect([at('2026-11-20T15:59:59Z'), at('2026-11-20T16:00:00Z')]).toEqual(['261120', '261121']);
  });

  it('show every single wrong character', () => {
    const epoch = fc.stringMatching(/^[0-9a-f]{32}$/);
    const terminal = fc.stringMatching(/^[A-Z0-9][A-Z0-9-]{3,20}$/);
    fc.assert(
      fc.property(
        terminal,
        epoch,
        fc.nat(999_999),
        fc.nat(),
        fc.stringMatching(/^[0-9A-Z]$/),
        (id, mint, n, at, typo) => {
          const number = formatCaseNumber(id, mint, new Date(2026, 10, 21), n);
          expect(isCaseNumber(number)).toBe(true);
          const index = at % number.length;
          const original = number[index];
          if (original === '-' || original === typo) return;
          expect(isCaseNumber(number.slice(0, index) + typo + number.slice(index + 1))).toBe(false);
        },
      ),
    );
  });
});

describe('papers', () => {
  it('go intent, sent, settled once, and tell the platform', () => {
    const caseNumber = submit(ledger, 'session-1');
    must(intent('job-1', caseNumber));
    expect(intent('job-1')).toMatchObject({ ok: false });
    must(ledger.printSent('job-1'));
    expect(ledger.printSent('job-1')).toMatchObject({ ok: false });
    must(ledger.printSettled({ jobId: 'job-1', state: 'printed', explanation: null }));
    expect(ledger.printSettled({ jobId: 'job-1', state: 'failed', explanation: null })).toMatchObject({ ok: false });
    const body = JSON.parse(pending()?.records[1]?.body ?? '{}');
    expect(recordBodySchemas['paper.state'].parse(body)).toMatchObject({
      jobId: 'job-1',
      caseNumber,
      state: 'printed',
    });
  });

  it('leave a doubt about the printer’s mouth from an unknown receipt until a later one is proven', () => {
    const settle = (jobId: string, kind: 'receipt' | 'document', state: SettledPaper) => {
      must(ledger.printIntent({ jobId, sessionId: 'session-1', caseNumber: null, kind, titleKey: 'receipt' }));
      must(ledger.printSettled({ jobId, state, explanation: null }));
      return must(ledger.receiptInDoubt());
    };
    expect([
      must(ledger.receiptInDoubt()),
      settle('job-1', 'document', 'unknown'),
      settle('job-2', 'receipt', 'failed'),
      settle('job-3', 'receipt', 'unknown'),
      settle('job-4', 'receipt', 'failed'),
      settle('job-5', 'receipt', 'printed'),
    ]).toEqual([false, false, false, true, true, false]);
    must(
      ledger.printIntent({
        jobId: 'job-6',
        sessionId: 'session-1',
        caseNumber: null,
        kind: 'receipt',
        titleKey: 'receipt',
      }),
    );
    must(ledger.recover());
    expect(must(ledger.receiptInDoubt())).toBe(true);
  });

  it('belong to the open session and to its own case', () => {
    const caseNumber = submit(ledger, 'session-1');
    must(ledger.endSession({ sessionId: 'session-1', reason: 'finished' }));
    expect(intent('job-2')).toMatchObject({ ok: false });
    must(ledger.beginSession('session-2'));
    const other = { jobId: 'job-2', sessionId: 'session-2', caseNumber, kind: 'document', titleKey: 'proof' } as const;
    expect(ledger.printIntent(other)).toMatchObject({ ok: false });
  });

  it('whose fate nobody told are unknown when the session ends', () => {
    must(intent('job-3'));
    must(ledger.endSession({ sessionId: 'session-1', reason: 'idle' }));
    expect(must(ledger.printState('job-3'))).toMatchObject({ state: 'unknown', explanation: 'session.ended' });
  });
});

describe('recovery', () => {
  it('says nothing after a clean stop', () => {
    must(ledger.endSession({ sessionId: 'session-1', reason: 'finished' }));
    ledger.close();
    ledger = reopen();
    expect(must(ledger.recover())).toEqual({
      crashedSession: null,
      submittedCase: null,
      paperUnknown: false,
      unknownJobs: [],
    });
  });

  it('closes what a crash left open, once', () => {
    const withdrawn = submit(ledger, 'session-1');
    const kept = submit(ledger, 'session-1');
    submit(ledger, 'session-1');
    const latest = submit(ledger, 'session-1');
    must(ledger.withdrawCase({ caseNumber: latest, reason: 'timeout' }));
    must(ledger.withdrawCase({ caseNumber: withdrawn, reason: 'timeout' }));
    must(intent('job-1', kept));
    must(intent('job-2', kept));
    must(ledger.printSent('job-2'));
    must(intent('job-3', kept));
    must(ledger.printSettled({ jobId: 'job-3', state: 'saved', explanation: null }));
    ledger.close();
    ledger = reopen();
    const report = must(ledger.recover());
    expect(report).toMatchObject({ crashedSession: 'session-1', paperUnknown: true, unknownJobs: ['job-1', 'job-2'] });
    expect(must(ledger.caseState(report.submittedCase ?? ''))).toMatchObject({ state: 'submitted' });
    expect(must(ledger.printState('job-3'))).toMatchObject({ state: 'saved' });
    expect(kinds().slice(-3)).toEqual(['paper.state', 'paper.state', 'session.ended']);
    expect(must(ledger.recover())).toMatchObject({ crashedSession: null, paperUnknown: false });
    must(ledger.beginSession('session-2'));
  });

  it('lets only one session be open', () => {
    expect(ledger.beginSession('session-2')).toMatchObject({ ok: false });
    expect(ledger.beginSession('11010519491231002X')).toMatchObject({ ok: false, error: { code: 'refused' } });
  });
});

describe('device status', () => {
  const status: DeviceStatus = {
    deviceClass: 'receiptPrinter',
    device: 'online',
    media: null,
    paper: 'low',
    action: 'none',
    faults: ['paper-low', '张三样例'],
    observedAt: 1,
    evidence: 'DLE EOT 4 -> 1e',
    identity: null,
    model: 'sample printer',
    lifecycle: 'enabled' as const,
    attachment: 'attached' as const,
  };

  it('drops the oldest, counts them and never leaves a hole in the numbers', () => {
    for (let index = 0; index < TELEMETRY_RING + 20; index++) must(ledger.recordDeviceStatus(status));
    expect(must(ledger.counts())).toMatchObject({ telemetryDropped: 20, telemetryWaiting: TELEMETRY_RING, lastSeq: 0 });
    const seqs: number[] = [];
    for (let batch = pending(); batch !== null; batch = pending()) {
      for (const record of batch.records) {
        seqs.push(record.seq);
        expect(record.lane).toBe('B');
        expect(recordBodySchemas['device.status'].parse(JSON.parse(record.body))).toMatchObject({
          dropped: 20,
          faults: ['paper-low'],
          lifecycle: 'enabled',
          attachment: 'attached',
        });
      }
      acknowledgeAll();
    }
    expect(seqs).toEqual(Array.from({ length: TELEMETRY_RING }, (_, index) => index + 1));
  });

  it('waits while many results wait', () => {
    for (let index = 0; index < 60; index++) submit(ledger, 'session-1');
    must(ledger.recordDeviceStatus(status));
    expect(kinds()).not.toContain('device.status');
  });
});

describe('personal data', () => {
  it('is nowhere in the files after a sealed submission', async () => {
    const { publicKey } = await generateKeyPair('ECDH-ES', { extractable: true });
    const canaries = { name: '张三样例canary', number: '11010519491231002X', address: '样例市样例路1号canary' };
    const card = {
      ...{ cardType: 'resident' as const, ...canaries, sex: '男', nation: '汉', birth: '1949-12-31', issuer: null },
      ...{
        englishName: null,
        nationality: null,
        validFrom: null,
        validTo: null,
        passNumber: null,
        issueCount: null,
        olderNumber: null,
      },
    };
    const caseNumber = must(ledger.caseNumber());
    const sealedBody = await sealSubmission(
      {
        ...{ caseNumber, item: 'sample-item', itemVersion: 1, card, form: { phone: '13800138000' }, promise: null },
        ...{ language: 'zh-CN', submittedAt: new Date(wallMs).toISOString() },
      },
      await exportJWK(publicKey),
    );
    must(ledger.submitCase({ caseNumber, sessionId: 'session-1', item: 'sample-item', sealedBody }));
    const look = () => {
      const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(path.join(folder, name))));
      // The look itself must be able to find something.
      expect(bytes.includes(sealedBody)).toBe(true);
      for (const canary of [...Object.values(canaries), '13800138000']) {
        for (const encoding of ['utf8', 'utf16le', 'base64', 'base64url'] as const) {
          const text = encoding.startsWith('base64') ? Buffer.from(canary).toString(encoding).slice(0, -4) : canary;
          expect(bytes.includes(Buffer.from(text, encoding.startsWith('base64') ? 'latin1' : encoding))).toBe(false);
        }
      }
    };
    look();
    must(ledger.maintain());
    ledger.close();
    look();
    ledger = reopen();
  });
});
