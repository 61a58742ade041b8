import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { maskXfs } from './mask-xfs.ts';
import { type Act, MessageScript, type Sameness } from './message-script.ts';
import type { Playing } from './play-hid.ts';
import type { PlayerOptions } from './player.ts';
import type { Transcript } from './transcript.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const messageSchema = z.object({
  header: z.looseObject({ type: z.string(), name: z.string(), requestId: z.number().int().optional() }),
  payload: z.unknown().optional(),
});
type Message = z.infer<typeof messageSchema>;

function read(bytes: Uint8Array): Message | null {
  try {
    return messageSchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
}

/** Without its number and its patience, which are the host's own. */
const plain = ({ header: { requestId: _, timeout: __, ...header }, payload }: Message): string =>
  JSON.stringify([header, payload ?? null]);

const sameness: Sameness = (recorded, asked) => {
  const [then, now] = [read(recorded), read(asked)];
  if (then === null || now === null) return 'other';
  if (plain(then) === plain(now)) return 'same';
  return then.header.name === now.header.name ? 'alike' : 'other';
};

const nameOf = (bytes: Uint8Array): string => read(bytes)?.header.name ?? 'no message';

/** A recorded service on a loopback port: `uri` is its address. */
export async function playXfs(
  transcript: Transcript,
  options: PlayerOptions = {},
): Promise<Playing & { readonly uri: string }> {
  const script = new MessageScript(transcript, sameness, { ...options, show: nameOf });
  const path = '/xfs4iot/v1.0/Replay';
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path, maxPayload: MOST_BYTES });
  await new Promise<void>((resolve) => server.once('listening', resolve));
  /** The number a request had then, and has now. */
  const numbers = new Map<number, number>();
  const perform = (socket: WebSocket) => (act: Act) => {
    if (!('says' in act)) {
      if (act.event === 'hang-up') socket.terminate();
      return;
    }
    const message = read(act.says);
    if (message === null) return;
    const { requestId } = message.header;
    const now = requestId === undefined ? undefined : numbers.get(requestId);
    const header = now === undefined ? message.header : { ...message.header, requestId: now };
    socket.send(JSON.stringify(message.payload === undefined ? { header } : { header, payload: message.payload }));
  };
  let begun = false;
  server.on('connection', (socket) => {
    socket.on('error', () => socket.terminate());
    socket.on('message', (data) => {
      if (!Buffer.isBuffer(data)) return;
      const masked = Buffer.from(maskXfs(data.toString('utf8')), 'utf8');
      const asked = read(masked)?.header.requestId;
      script.ask(masked, (act, recorded) => {
        const then = read(recorded)?.header.requestId;
        if (then !== undefined && asked !== undefined) numbers.set(then, asked);
        perform(socket)(act);
      });
    });
    if (!begun) script.begin(perform(socket));
    begun = true;
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    uri: `ws://127.0.0.1:${port}${path}`,
    finished: script.finished,
    stop: async () => {
      script.stop();
      for (const socket of server.clients) socket.terminate();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
