import type { Agent as HttpAgent } from 'node:http';
import { PDF } from './description.ts';
import { encodeIpp } from './encode.ts';
import { postIpp } from './http.ts';
import { agentFor } from './http-agent.ts';
import { type Asked, answerOf } from './ipp-answer.ts';
import { JOB_ATTRIBUTES, type Question, requested, requestOf, USER } from './ipp-request.ts';
import { GlanceTap, type IppTap } from './tap.ts';
import type { JobTicket } from './ticket.ts';
import {
  boolean,
  type IppAttribute,
  type IppMessage,
  integer,
  keyword,
  mimeMediaType,
  nameAttribute,
} from './values.ts';

export interface IppClientOptions {
  /** `ipp://host[:631]/path` or `ipps://…`. */
  readonly uri: string;
  readonly fingerprint256?: string;
  /** Deadlines without progress, milliseconds: one question, and one document (a printer out of memory takes none). */
  readonly requestMs: number;
  readonly documentMs: number;
  readonly tap?: IppTap;
}

/** A glance that takes longer is no glance. Milliseconds. */
const GLANCE_MS = 1_500;
/** Three of these in a row without an answer have to be over within 20 s: a pulled plug makes no sound. Milliseconds. */
const QUESTION_MS = 5_000;

/** Questions to one printer. Every call but a glance is one request on its own connection; only a version is asked twice. */
export class IppClient {
  readonly #options: IppClientOptions;
  readonly #url: URL;
  readonly #glances: IppTap | undefined;
  #version: readonly [number, number] = [2, 0];
  #requestId = 0;
  #withoutExpect = false;
  #kept: HttpAgent | null = null;

  constructor(options: IppClientOptions, url: URL) {
    this.#options = options;
    this.#url = url;
    this.#glances = options.tap && new GlanceTap(options.tap);
  }

  printerAttributes(names: readonly string[]): Promise<Asked> {
    const idleMs = Math.min(this.#options.requestMs, QUESTION_MS);
    return this.#ask({ operation: 'getPrinterAttributes', attributes: [requested(names)] }, { idleMs });
  }

  /** The same over a connection that stays open, for what is asked often; whoever wants to know for sure asks again. */
  glance(names: readonly string[]): Promise<Asked> {
    this.#kept ??= agentFor(this.#url, this.#options.fingerprint256);
    const more = { idleMs: Math.min(this.#options.requestMs, GLANCE_MS), kept: this.#kept };
    return this.#ask({ operation: 'getPrinterAttributes', attributes: [requested(names)] }, more);
  }

  /** Gives the kept connection back: small printers serve one at a time. */
  rest(): void {
    this.#kept?.destroy();
    this.#kept = null;
  }

  validateJob(ticket: JobTicket): Promise<Asked> {
    return this.#ask({ operation: 'validateJob', ...opening(ticket, [FORMAT]) });
  }

  createJob(ticket: JobTicket, signal: AbortSignal): Promise<Asked> {
    return this.#ask({ operation: 'createJob', ...opening(ticket, []) }, { signal });
  }

  printJob(ticket: JobTicket, sending: Sending): Promise<Asked> {
    return this.#ask({ operation: 'printJob', ...opening(ticket, [FORMAT]) }, sending);
  }

  sendDocument(jobId: number, sending: Sending): Promise<Asked> {
    const attributes = [integer('job-id', jobId), USER, FORMAT, boolean('last-document', true)];
    return this.#ask({ operation: 'sendDocument', attributes }, sending);
  }

  jobAttributes(jobId: number): Promise<Asked> {
    const attributes = [integer('job-id', jobId), USER, requested(JOB_ATTRIBUTES)];
    return this.#ask({ operation: 'getJobAttributes', attributes });
  }

  /**
   * Our own jobs, all of them: without `limit` a printer tells every one (RFC 8011 §4.2.6.1), with it the first so many,
   * which of a printer that begins with the oldest are not ours of today. More than an answer may hold is no answer.
   */
  jobs(which: 'completed' | 'not-completed'): Promise<Asked> {
    const mine = [keyword('which-jobs', which), boolean('my-jobs', true)];
    const attributes = [USER, requested(JOB_ATTRIBUTES), ...mine];
    return this.#ask({ operation: 'getJobs', attributes });
  }

  cancelJob(jobId: number): Promise<Asked> {
    return this.#ask({ operation: 'cancelJob', attributes: [integer('job-id', jobId), USER] });
  }

  async #ask(question: Question, sending: Exchange = {}): Promise<Asked> {
    for (;;) {
      this.#requestId += 1;
      const about = { version: this.#version, requestId: this.#requestId, printer: this.#options.uri };
      const answer = await this.#post(requestOf(question, about), sending);
      if (!answer.ok) return answer;
      const [major] = this.#version;
      if (answer.value.statusClass !== 'version-unsupported' || major === 1) return answer;
      // Refused for its version alone: nothing was done.
      this.#version = [1, 1];
    }
  }

  async #post(message: IppMessage, sending: Exchange): Promise<Asked> {
    const { requestMs, documentMs, fingerprint256 } = this.#options;
    const tap = sending.kept === undefined ? this.#options.tap : this.#glances;
    const head = encodeIpp(message);
    tap?.asked(head, sending.document?.length ?? 0);
    const posted = await postIpp({
      url: this.#url,
      head,
      idleMs: sending.document === undefined ? requestMs : documentMs,
      withoutExpect: this.#withoutExpect,
      onExpectIgnored: () => {
        this.#withoutExpect = true;
      },
      ...(fingerprint256 === undefined ? {} : { fingerprint256 }),
      ...sending,
    });
    if (!posted.ok) {
      tap?.failed(posted.error.fault);
      return posted;
    }
    if (posted.value.kind === 'expectRefused') {
      this.#withoutExpect = true;
      return this.#post(message, sending);
    }
    tap?.answered(posted.value.body);
    return answerOf(posted.value.body, message.requestId);
  }
}

/** How a document leaves. */
export interface Sending {
  readonly document: Uint8Array;
  readonly signal: AbortSignal;
  /** Asked before the last bytes leave: without a yes they never do. */
  readonly mayEnd?: () => Promise<boolean>;
  readonly onHandedOver: () => void;
}

/** `idleMs`: other than the request's own deadline. */
type Exchange = Partial<Sending> & { readonly idleMs?: number; readonly kept?: HttpAgent };

const FORMAT = mimeMediaType('document-format', PDF);

const opening = ({ name, template }: JobTicket, more: readonly IppAttribute[]) => ({
  attributes: [USER, nameAttribute('job-name', name), ...more],
  template,
});
