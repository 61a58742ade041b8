import { z } from 'zod';

const answerSchema = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ message: z.string() }).optional(),
});
const eventSchema = z.object({ method: z.string(), params: z.unknown().optional(), sessionId: z.string().optional() });

export interface DevToolsEvent {
  readonly method: string;
  readonly params: unknown;
  /** The page it came from; null for the browser itself. */
  readonly sessionId: string | null;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const ANSWER_WITHIN_MS = 10_000;

/** The browser or the page is gone, or it refused: a page may be replaced while it is asked. */
export class DevToolsError extends Error {}

/** One line of Chrome DevTools Protocol to a whole browser, over Node's own WebSocket; pages share it by session. */
export class DevToolsConnection {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #listeners = new Set<(event: DevToolsEvent) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', (message) => this.#receive(String(message.data)));
    socket.addEventListener('close', () => this.#giveUp());
  }

  /** @param url `ws://127.0.0.1:…/devtools/browser/…`, as Chromium says it on standard error */
  static open(url: string): Promise<DevToolsConnection> {
    const socket = new WebSocket(url);
    return new Promise((resolve, reject) => {
      socket.addEventListener('open', () => resolve(new DevToolsConnection(socket)), { once: true });
      socket.addEventListener('error', () => reject(new DevToolsError(`nobody answers at ${url}`)), { once: true });
    });
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** @throws DevToolsError */
  async ask<T>(schema: z.ZodType<T>, method: string, params: object = {}, sessionId?: string): Promise<T> {
    if (!this.open) throw new DevToolsError('the kiosk is not running');
    this.#lastId += 1;
    const id = this.#lastId;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(id);
        reject(new DevToolsError(`${method} was not answered within ${ANSWER_WITHIN_MS / 1000} s`));
      }, ANSWER_WITHIN_MS);
      this.#waiting.set(id, {
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    return schema.parse(await answer);
  }

  on(listener: (event: DevToolsEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#socket.close();
    this.#giveUp();
  }

  #receive(text: string): void {
    const message: unknown = JSON.parse(text);
    const answer = answerSchema.safeParse(message);
    if (answer.success) {
      const { id, error, result } = answer.data;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error !== undefined) waiting?.reject(new DevToolsError(error.message));
      else waiting?.resolve(result);
      return;
    }
    const { method, params, sessionId } = eventSchema.parse(message);
    for (const listener of [...this.#listeners]) listener({ method, params, sessionId: sessionId ?? null });
  }

  #giveUp(): void {
    for (const waiting of this.#waiting.values()) waiting.reject(new DevToolsError('the kiosk went away'));
    this.#waiting.clear();
  }
}
