import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { groupOf } from '../document-printer/ipp/attributes.ts';
import { decodeIpp } from '../document-printer/ipp/decode.ts';
import { encodeIpp } from '../document-printer/ipp/encode.ts';
import { maskIpp, plainText } from './mask-ipp.ts';
import { type Act, equalBytes, MessageScript, type Sameness } from './message-script.ts';
import type { Playing } from './play-hid.ts';
import type { PlayerOptions } from './player.ts';
import type { Transcript } from './transcript.ts';

const MOST_BYTES = 64 * 1024 * 1024;
/** Version, operation, number of the request (RFC 8010 §3.1.1). */
const OPERATION = { from: 2, to: 4 };
const REQUEST_ID = { from: 4, to: 8 };

const unnumbered = (bytes: Uint8Array): Uint8Array => {
  const copy = bytes.slice();
  copy.fill(0, REQUEST_ID.from, REQUEST_ID.to);
  return copy;
};
const part = (bytes: Uint8Array, { from, to }: { from: number; to: number }) =>
  Buffer.from(bytes.subarray(from, to)).toString('hex');

/** The number of a request is no difference; the same operation with other attributes is alike. */
const sameness: Sameness = (recorded, asked) =>
  equalBytes(unnumbered(recorded), unnumbered(asked)) === 'same'
    ? 'same'
    : part(recorded, OPERATION) === part(asked, OPERATION)
      ? 'alike'
      : 'other';

const operationOf = (bytes: Uint8Array): string => `operation ${part(bytes, OPERATION)}`;

/** Names of jobs are masked in the recording; an answer about the host's own job names it as the host does now. */
function named(answer: Uint8Array, names: readonly string[]): Uint8Array {
  const decoded = decodeIpp(answer);
  if (!decoded.ok) return answer;
  const { message } = decoded.value;
  const groups = message.groups.map(({ tag, attributes }) => ({
    tag,
    attributes: attributes.map((attribute) => ({
      ...attribute,
      values: attribute.values.map((value) => {
        if (attribute.name !== 'job-name' || value.syntax !== 'nameWithoutLanguage') return value;
        return { ...value, value: names.find((name) => plainText(name) === value.value) ?? value.value };
      }),
    })),
  }));
  return encodeIpp({ ...message, groups });
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request) {
    length += piece.length;
    if (length > MOST_BYTES) return null;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/** A recorded printer on a loopback port: `uri` is where it is. Documents are taken and thrown away. */
export async function playIpp(
  transcript: Transcript,
  options: PlayerOptions = {},
): Promise<Playing & { readonly uri: string }> {
  const script = new MessageScript(transcript, sameness, { ...options, show: operationOf });
  const names: string[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await bodyOf(request).catch(() => null);
    const decoded = body === null ? null : decodeIpp(body);
    if (body === null || !decoded?.ok) {
      response.writeHead(400).end();
      return;
    }
    const head = body.subarray(0, decoded.value.documentOffset);
    const name = groupOf(decoded.value.message, 'operation').string('job-name');
    if (name !== null && !names.includes(name)) names.push(name);
    const perform = (act: Act) => {
      if ('says' in act) {
        const answer = named(act.says, names);
        answer.set(head.subarray(REQUEST_ID.from, REQUEST_ID.to), REQUEST_ID.from);
        response.writeHead(200, { 'content-type': 'application/ipp', 'content-length': answer.length }).end(answer);
      } else if (act.word !== 'no-answer') request.socket.destroy();
    };
    if (!script.ask(maskIpp(head), perform)) request.socket.destroy();
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  script.begin(() => undefined);
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    uri: `ipp://127.0.0.1:${port}/ipp/print`,
    finished: script.finished,
    stop: async () => {
      script.stop();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
