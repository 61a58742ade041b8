import { randomBytes } from 'node:crypto';
import { CompactEncrypt, importJWK } from 'jose';
import type { IngestRequest, OutboxRecord, RecordKind, Submission } from '../../src-main/contract/platform-api.ts';
import type { App } from '../context.ts';
import { CHAIN_START, recordHash } from '../ingest/chain.ts';

export type NewRecord = {
  readonly kind: RecordKind;
  readonly body: string;
  readonly key?: string;
  readonly lane?: 'A' | 'B';
};

/** A terminal's ledger as the wire sees it: numbers, chains and batches, all kept so that any part can be sent again. */
export class SampleLedger {
  readonly terminal: string;
  readonly epoch: string;
  readonly records: OutboxRecord[] = [];

  constructor(terminal: string, epoch = randomBytes(16).toString('hex')) {
    this.terminal = terminal;
    this.epoch = epoch;
  }

  hashBefore(seq: number): string {
    return seq === 1 ? CHAIN_START : (this.records[seq - 2]?.hash ?? CHAIN_START);
  }

  add(record: NewRecord): OutboxRecord {
    const seq = this.records.length + 1;
    const content = {
      seq,
      lane: record.lane ?? (record.kind === 'device.status' ? 'B' : 'A'),
      kind: record.kind,
      idempotencyKey: record.key ?? `${this.terminal}:${this.epoch.slice(0, 8)}:${seq}`,
      recordedAt: new Date(Date.UTC(2026, 2, 1, 0, 0, 0, seq % 1000)).toISOString(),
      body: record.body,
    } as const;
    const chained = { ...content, hash: recordHash(this.hashBefore(seq), content) };
    this.records.push(chained);
    return chained;
  }

  batch(firstSeq = 1, count = 200): IngestRequest {
    return {
      terminal: this.terminal,
      epoch: this.epoch,
      firstSeq,
      previousHash: this.hashBefore(firstSeq),
      records: this.records.slice(firstSeq - 1, firstSeq - 1 + count),
    };
  }
}

/** An invented person's resident card. */
export const sampleCard: Submission['card'] = {
  cardType: 'resident',
  name: '张三样例',
  englishName: null,
  sex: '男',
  nation: '汉',
  nationality: null,
  birth: '1990-01-01',
  address: '样例省样例市样例路1号',
  number: '11010519900101001X',
  issuer: '样例市公安局',
  validFrom: '2020-01-01',
  validTo: '2040-01-01',
  passNumber: null,
  issueCount: null,
  olderNumber: null,
};

export function sampleSubmission(caseNumber: string, changes: Partial<Submission> = {}): Submission {
  return {
    caseNumber,
    item: 'sample-proof',
    itemVersion: 1,
    card: sampleCard,
    form: { purpose: '租房' },
    promise: null,
    language: 'zh-CN',
    submittedAt: '2026-03-01T08:00:00.000Z',
    ...changes,
  };
}

/** Seals what a terminal would, to the key the platform publishes. */
export async function seal(app: App, content: unknown): Promise<string> {
  const jwk = (await app.inject('/v1/keys')).json().seal;
  return new CompactEncrypt(new TextEncoder().encode(typeof content === 'string' ? content : JSON.stringify(content)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(await importJWK(jwk, 'ECDH-ES'));
}

export const KEYS = {
  'terminal-a': `${'a'.repeat(20)}sample-key-of-a`,
  'terminal-b': `${'b'.repeat(20)}sample-key-of-b`,
} as const;
export type SampleTerminal = keyof typeof KEYS;
export const bearer = (terminal: SampleTerminal) => ({ authorization: `Bearer ${KEYS[terminal]}` });
export const enrolments = Object.entries(KEYS).map(([terminal, key]) => ({ terminal, key }));

/** POST /v1/ingest. */
export const post = (app: App, terminal: SampleTerminal, payload: unknown) =>
  app.inject({ method: 'POST', url: '/v1/ingest', headers: bearer(terminal), payload: payload as object });
