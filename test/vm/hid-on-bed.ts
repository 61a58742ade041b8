import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { unreachable } from '../../drivers/contract/index.ts';
import { HidBed } from '../peers/hid-bed/hid-bed.ts';

const PROGRAM = fileURLToPath(new URL('./observe/bed-program.ts', import.meta.url));
const ID = 'device';

const bytesSchema = z.instanceof(Uint8Array);
const specimenSchema = z.strictObject({
  vendorId: z.number(),
  productId: z.number(),
  manufacturer: z.string(),
  product: z.string(),
  serialNumber: z.string(),
  descriptor: bytesSchema,
});
const requestSchema = z.discriminatedUnion('do', [
  z.strictObject({ n: z.number(), do: z.literal('plug'), specimen: specimenSchema }),
  z.strictObject({ n: z.number(), do: z.literal('unplug') }),
  z.strictObject({ n: z.number(), do: z.enum(['input', 'feature']), report: bytesSchema }),
]);
const resultSchema = z.strictObject({ saw: z.unknown() });

/** What the lane sees of HID devices in the guest, seen on the umockdev bed that the daily tests use. */
export const observeHidOnBed = (): Promise<unknown> => onHidBed('observe');

/** The same program with another task: so many plug cycles under the device host's attachment. */
export const hidCyclesOnBed = (cycles: number): Promise<unknown> => onHidBed('cycles', String(cycles));

async function onHidBed(...task: readonly string[]): Promise<unknown> {
  const bed = await HidBed.start();
  const child = fork(PROGRAM, task, {
    env: { ...process.env, ...bed.environment },
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const act = (request: z.infer<typeof requestSchema>): Promise<void> => {
    switch (request.do) {
      case 'plug':
        return bed.plug({ ...request.specimen, id: ID });
      case 'unplug':
        return bed.unplug(ID);
      case 'input':
        return bed.input(ID, request.report);
      case 'feature':
        return bed.feature(ID, request.report);
      default:
        return unreachable(request);
    }
  };
  bed.onEvent((event) => {
    if (event.event !== 'output' && event.event !== 'featureSet') return;
    child.send({ event: event.event, report: Uint8Array.from(Buffer.from(event.hex, 'hex')) });
  });
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the program on the bed ended with ${code}`)));
      child.on('message', (raw) => {
        const result = resultSchema.safeParse(raw);
        if (result.success) {
          resolve(result.data.saw);
          return;
        }
        const request = requestSchema.parse(raw);
        act(request).then(
          () => child.send({ answer: request.n, refused: null }),
          (error: unknown) => child.send({ answer: request.n, refused: String(error) }),
        );
      });
    });
  } finally {
    child.kill();
    await bed.stop();
  }
}
