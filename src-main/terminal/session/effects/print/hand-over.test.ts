import { expect, it } from 'vitest';
import { completed } from '../../../../../drivers/contract/completion.ts';
import { deviceRequestSchema, type RequestProgress } from '../../../../contract/device-messages.ts';
import type { Ports } from '../ports.ts';
import { handOverDocument, handOverReceipt } from './hand-over.ts';

it('a document goes to its printer with whose it is, so that it never lies on somebody else’s page', async () => {
  const asked: unknown[] = [];
  const request = async (command: string, parameters: object) => {
    asked.push(deviceRequestSchema.parse({ kind: 'request', id: '1', command, ...parameters }));
    return completed({ jobId: 'j', fence: 'printer-completed', bytes: 1 });
  };
  const ports = { devices: { request } } as unknown as Ports;
  const document = { titleKey: 'x', pdf: Buffer.from('%PDF'), copies: 1, paper: 'plain', sides: 'one-sided' } as const;
  await handOverDocument(ports, {
    jobId: 'j',
    sessionId: 'visit-7',
    title: '证明',
    document,
    stop: undefined,
    goesOn: () => undefined,
  });
  expect(asked).toMatchObject([{ command: 'document.print', session: 'visit-7' }]);
});

it('a paper says that another one is in its way, that it goes on, and that it is held out; nothing else', async () => {
  const words: RequestProgress[] = ['blocked', 'unblocked', 'sent', 'presented'];
  const sent: string[] = [];
  const ports = {
    devices: {
      request: async (_: string, __: object, { onProgress }: { onProgress: (progress: RequestProgress) => void }) => {
        for (const word of words) onProgress(word);
        return completed({ jobId: 'j', fence: 'paper-taken', bytes: 1 });
      },
    },
    ledger: {
      receiptInDoubt: () => ({ ok: true, value: false }),
      printSent: (jobId: string) => {
        sent.push(jobId);
        return { ok: true, value: undefined };
      },
    },
  } as unknown as Ports;
  const told: string[] = [];
  const goesOn = (state: string) => told.push(state);
  await handOverReceipt(ports, { jobId: 'receipt', receipt: { blocks: [] }, goesOn });
  const document = { titleKey: 'x', pdf: Buffer.from('%PDF'), copies: 1, paper: 'plain', sides: 'one-sided' } as const;
  await handOverDocument(ports, { jobId: 'page', sessionId: 'v', title: '证明', document, stop: undefined, goesOn });
  expect(told).toEqual(['blocked', 'printing', 'presented', 'blocked', 'printing', 'presented']);
  expect(sent).toEqual(['receipt', 'page']);
});
