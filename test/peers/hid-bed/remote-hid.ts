import { createInterface } from 'node:readline';
import { z } from 'zod';
import { createHidTransport } from '../../../drivers/transports/hid-node.ts';

/**
 * The real HID transport at the end of two pipes: runs where the virtual devices can be seen. Commands are JSON lines on
 * stdin (messages in a utility process), `{"answer"}` and `{"event"}` lines come back. Ends with stdin.
 */
const commandSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.enum(['open', 'close', 'whose', 'handles']) }),
  z.strictObject({ do: z.enum(['write', 'sendFeature']), hex: z.string() }),
  z.strictObject({ do: z.literal('getFeature'), id: z.number(), length: z.number() }),
]);

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** An Electron utility process has no stdin: its main side speaks over this. */
const parent: { on(event: 'message', listener: (event: { data: unknown }) => void): void } | undefined = Reflect.get(
  process,
  'parentPort',
);

const [port = '', usagePage] = process.argv.slice(2);
const made = createHidTransport(port, usagePage === undefined ? {} : { usagePage: Number.parseInt(usagePage, 16) });
if (!made.ok) throw new Error(made.error.message);
const transport = made.value;
transport.onReport((report) => tell({ event: 'report', hex: hexOf(report) }));
transport.onHangUp((reason) => tell({ event: 'hangUp', reason }));

async function act(command: z.infer<typeof commandSchema>): Promise<unknown> {
  switch (command.do) {
    case 'open':
      return transport.open();
    case 'close':
      return transport.close();
    case 'whose':
      return {
        identity: transport.identity,
        descriptor: transport.descriptor && hexOf(transport.descriptor),
        electron: process.versions.electron ?? null,
        utility: parent !== undefined,
      };
    case 'handles': {
      const { readdirSync } = await import('node:fs');
      return readdirSync('/proc/self/fd').length;
    }
    case 'write':
      return transport.writeOutput(bytes(command.hex));
    case 'sendFeature':
      return transport.sendFeature(bytes(command.hex));
    case 'getFeature': {
      const answer = await transport.getFeature(command.id, command.length);
      return answer.ok ? { ok: true, value: hexOf(answer.value) } : answer;
    }
  }
}

async function answer(line: string): Promise<void> {
  tell({ answer: (await act(commandSchema.parse(JSON.parse(line)))) ?? null });
}

if (parent === undefined) {
  for await (const line of createInterface({ input: process.stdin })) await answer(line);
  await transport.close();
} else {
  // One after the other, as from a pipe.
  let before = Promise.resolve();
  parent.on('message', ({ data }) => {
    before = before.then(async () => {
      if (data !== null) return answer(z.string().parse(data));
      await transport.close();
      process.exit(0);
    });
  });
}
