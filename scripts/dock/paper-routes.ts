import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { bitmapToPng } from '../../drivers/receipt-printer/index.ts';
import type { DockApp, DockContext } from './dock-context.ts';
import { receiptSchema } from './messages.ts';
import { Problem } from './problem.ts';
import { receiptsOf } from './receipts.ts';
import { documentsIn } from './state.ts';

/** What came out of the printers. */
export function paperRoutes(app: DockApp, { machine, documentsDirectory }: DockContext): void {
  app.get(
    '/api/receipts',
    { schema: { summary: 'The receipts that came out, oldest first', response: { 200: receiptSchema.array() } } },
    async () => receiptsOf(machine),
  );

  app.get(
    '/api/receipts/:file',
    {
      schema: {
        summary: 'A receipt as PNG (`3.png`), decoded from the bytes that reached the printer',
        params: z.object({ file: z.string().regex(/^[1-9]\d{0,5}\.png$/, 'must look like 3.png') }),
      },
    },
    async (request, reply) => {
      const paper = machine.papers()[Number.parseInt(request.params.file, 10) - 1];
      if (paper === undefined) throw new Problem(404, 'notFound', 'no such receipt came out yet');
      return reply.type('image/png').send(bitmapToPng(paper));
    },
  );

  app.get(
    '/api/documents/:name',
    { schema: { summary: 'A document of the file printer as PDF', params: z.object({ name: z.string().max(200) }) } },
    async (request, reply) => {
      // Looked up in the folder's list and never made a path of, so there is nothing to traverse.
      const known = (await documentsIn(documentsDirectory)).find(({ name }) => name === request.params.name);
      if (known === undefined) throw new Problem(404, 'notFound', 'no such document lies in the printer’s folder');
      return reply
        .type('application/pdf')
        .header('content-disposition', `inline; filename="${known.name}"`)
        .send(await readFile(path.join(documentsDirectory, known.name)));
    },
  );
}
