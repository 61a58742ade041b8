import { expect, it } from 'vitest';
import { completed } from '../../../../../drivers/contract/completion.ts';
import { deviceRequestSchema } from '../../../../contract/device-messages.ts';
import type { Ports } from '../ports.ts';
import { handOverDocument } from './hand-over.ts';

it('a document goes to its printer with whose it is, so that it never lies on somebody else’s page', async () => {
  const asked: unknown[] = [];
  const request = async (command: string, parameters: object) => {
    asked.push(deviceRequestSchema.parse({ kind: 'request', id: '1', command, ...parameters }));
    return completed({ jobId: 'j', fence: 'printer-completed', bytes: 1 });
  };
  const ports = { devices: { request } } as unknown as Ports;
  const document = { titleKey: 'x', pdf: Buffer.from('%PDF'), copies: 1, paper: 'plain', sides: 'one-sided' } as const;
  await handOverDocument(ports, { jobId: 'j', sessionId: 'visit-7', title: '证明', document, stop: undefined });
  expect(asked).toMatchObject([{ command: 'document.print', session: 'visit-7' }]);
});
