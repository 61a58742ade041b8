import type { z } from 'zod';

/**
 * One end of a two-way, ordered message link. Messages are plain data (structured-clone safe, JSON-able).
 * `onMessage` starts delivery: what arrived before the first listener waits for it. `onClose` fires once, whoever
 * closed (also for a listener added after the close). Sending into a closed channel does nothing: the other end is
 * gone, and whoever waits for an answer learns it from `onClose`.
 */
export interface Channel {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** A channel whose two directions have a schema. Only what fits arrives. */
export interface TypedChannel<In, Out> {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Why a message was refused: where in it, never what stood there (it may be personal). */
export interface Refusal {
  readonly path: string;
  readonly code: string;
}

/**
 * Puts a schema on what comes in; what goes out is ours and checked by the compiler.
 *
 * @param onRefused called for every message that does not fit; it is not delivered
 */
export function typedChannel<S extends z.ZodType, Out>(
  channel: Channel,
  incoming: S,
  onRefused: (refusal: Refusal) => void,
): TypedChannel<z.output<S>, Out> {
  return {
    send: (message) => channel.send(message),
    onMessage: (listener) =>
      channel.onMessage((message) => {
        const parsed = incoming.safeParse(message);
        if (parsed.success) return listener(parsed.data);
        const [issue] = parsed.error.issues;
        onRefused({ path: issue?.path.map(String).join('.') ?? '', code: issue?.code ?? 'unknown' });
      }),
    onClose: (listener) => channel.onClose(listener),
    close: () => channel.close(),
  };
}
