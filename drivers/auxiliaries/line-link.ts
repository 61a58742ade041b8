import type { Clock, Result, Transport, TransportError } from '../contract/index.ts';
import { BoardWire } from './board-wire.ts';
import { encodeLine, type Line, LineParser } from './lines.ts';
import type { LinkFault, LinkListener, SignalLink } from './link.ts';
import type { LineSettings } from './profile-links.ts';

/** A board that speaks lines: asked, pushing by itself, or both. */
export class LineLink implements SignalLink {
  readonly port: string;
  readonly canBeAsked = true;
  readonly pollMs: number | null;
  readonly heartbeatMs: number | null;
  question = '';
  readonly #wire: BoardWire;
  readonly #settings: LineSettings;
  #answer: ((line: Line) => void) | null = null;
  #parser = new LineParser();

  constructor(transport: Transport, settings: LineSettings, clock: Clock) {
    this.#wire = new BoardWire(transport, clock);
    this.#settings = settings;
    this.port = transport.port;
    this.pollMs = settings.pollMs;
    this.heartbeatMs = settings.heartbeatMs;
  }

  get identity(): string | null {
    return this.#wire.identity;
  }

  open(listener: LinkListener): Promise<Result<void, TransportError>> {
    this.#parser = new LineParser();
    return this.#wire.open({
      data: (bytes) => {
        for (const line of this.#parser.push(bytes)) {
          if (line.word === this.#settings.banner) listener.began?.();
          if (line.word === 'ST') listener.signals(line.signals);
          this.#answer?.(line);
        }
      },
      hungUp: (reason) => listener.hungUp(reason),
    });
  }

  poll(): Promise<LinkFault | null> {
    return this.#ask({ word: this.#settings.query, signals: new Map() }, ['ST']);
  }

  write(values: ReadonlyMap<string, number>): Promise<LinkFault | null> {
    return this.#ask({ word: 'SET', signals: values }, ['OK', 'NO']);
  }

  close(): Promise<void> {
    return this.#wire.close();
  }

  #ask(line: Line, answers: readonly string[]): Promise<LinkFault | null> {
    return this.#wire.turn(async () => {
      if (this.#wire.ended.aborted) return 'hungUp';
      this.question = line.word;
      const answered = new AbortController();
      const badBefore = this.#parser.bad;
      let word: string | null = null;
      this.#answer = (heard) => {
        if (!answers.includes(heard.word)) return;
        word ??= heard.word;
        answered.abort();
      };
      const fault = await this.#wire.say(encodeLine(line), this.#settings.answerMs, answered.signal);
      this.#answer = null;
      if (word !== null) return word === 'NO' ? 'refused' : null;
      return fault ?? (this.#parser.bad > badBefore ? 'badFrames' : 'noAnswer');
    });
  }
}
