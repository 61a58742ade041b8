import type { Clock, Result, Transport, TransportError } from '../contract/index.ts';
import { encodeLine, type Line, LineParser } from './lines.ts';
import { type LinkFault, type LinkListener, OneAtATime, type SignalLink } from './link.ts';
import type { LineSettings } from './profile.ts';

/** A board that speaks lines: asked, pushing by itself, or both. */
export class LineLink implements SignalLink {
  readonly port: string;
  readonly pollMs: number | null;
  readonly heartbeatMs: number | null;
  question = '';
  readonly #transport: Transport;
  readonly #settings: LineSettings;
  readonly #clock: Clock;
  readonly #line = new OneAtATime();
  #stop: () => void = () => undefined;
  #answer: ((line: Line) => void) | null = null;
  #parser = new LineParser();
  #ended = new AbortController();

  constructor(transport: Transport, settings: LineSettings, clock: Clock) {
    this.#transport = transport;
    this.#settings = settings;
    this.#clock = clock;
    this.port = transport.port;
    this.pollMs = settings.pollMs;
    this.heartbeatMs = settings.heartbeatMs;
  }

  async open(listener: LinkListener): Promise<Result<void, TransportError>> {
    const opened = await this.#transport.open();
    if (!opened.ok) return opened;
    this.#ended = new AbortController();
    this.#parser = new LineParser();
    const stopData = this.#transport.onData((bytes) => {
      for (const line of this.#parser.push(bytes)) {
        if (line.word === 'ST') listener.signals(line.signals);
        this.#answer?.(line);
      }
    });
    const stopHangUp = this.#transport.onHangUp((reason) => {
      this.#ended.abort();
      listener.hungUp(reason);
    });
    this.#stop = () => {
      stopData();
      stopHangUp();
    };
    return opened;
  }

  poll(): Promise<LinkFault | null> {
    return this.#ask({ word: this.#settings.query, signals: new Map() }, ['ST']);
  }

  write(values: ReadonlyMap<string, number>): Promise<LinkFault | null> {
    return this.#ask({ word: 'SET', signals: values }, ['OK', 'NO']);
  }

  async close(): Promise<void> {
    this.#ended.abort();
    this.#stop();
    await this.#transport.close();
  }

  #ask(line: Line, answers: readonly string[]): Promise<LinkFault | null> {
    return this.#line.run(async () => {
      if (this.#ended.signal.aborted) return 'hungUp';
      this.question = line.word;
      const answered = new AbortController();
      const badBefore = this.#parser.bad;
      let word: string | null = null;
      this.#answer = (heard) => {
        if (!answers.includes(heard.word)) return;
        word ??= heard.word;
        answered.abort();
      };
      const sent = await this.#transport.write(encodeLine(line));
      const ended = AbortSignal.any([answered.signal, this.#ended.signal]);
      if (sent.ok) await this.#clock.delay(this.#settings.answerMs, ended);
      this.#answer = null;
      if (word !== null) return word === 'NO' ? 'refused' : null;
      if (this.#ended.signal.aborted) return 'hungUp';
      if (!sent.ok) return sent.error.kind === 'closed' ? 'hungUp' : 'writeFailed';
      return this.#parser.bad > badBefore ? 'badFrames' : 'noAnswer';
    });
  }
}
