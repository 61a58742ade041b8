import type { Agent as HttpAgent } from 'node:http';
import { fail, ok, type Result } from '../../contract/index.ts';
import { type Attributes, groupOf, groupsOf } from './attributes.ts';
import { decodeIpp } from './decode.ts';
import { PDF } from './description.ts';
import { encodeIpp } from './encode.ts';
import { agentFor, type PostFailure, postIpp } from './http.ts';
import { OPERATIONS, type Operation, type StatusClass, statusClassOf } from './operations.ts';
import {
  boolean,
  charset,
  GROUPS,
  type IppAttribute,
  type IppMessage,
  integer,
  keyword,
  mimeMediaType,
  nameAttribute,
  naturalLanguage,
  uri,
} from './values.ts';

/** Hears every request and answer as they are on the wire, without the document and without glances that show nothing new. */
export interface IppTap {
  asked(head: Uint8Array, documentBytes: number): void;
  answered(body: Uint8Array): void;
  /** A word of `PostFailure.fault`. */
  failed(word: PostFailure['fault']): void;
}

export interface IppClientOptions {
  /** `ipp://host[:631]/path` or `ipps://…`. */
  readonly uri: string;
  readonly fingerprint256?: string;
  /** Deadlines without progress, milliseconds: one question, and one document (a printer out of memory takes none). */
  readonly requestMs: number;
  readonly documentMs: number;
  readonly tap?: IppTap;
}

/** What is asked of the printer for one job. `name` is ours and says nothing about anybody. */
export interface JobTicket {
  readonly name: string;
  readonly template: readonly IppAttribute[];
}

export interface IppAnswer {
  readonly status: number;
  readonly statusClass: StatusClass;
  readonly printer: Attributes;
  readonly job: Attributes;
  readonly jobs: readonly Attributes[];
  /** Names the printer ignored or does not know (group 05). */
  readonly unsupported: readonly string[];
}

export type Asked = Result<IppAnswer, PostFailure>;

/** Jobs are ours by this name: `my-jobs` and cancelling go by it. It names the machine's software, no person. */
export const USER_NAME = 'budayang';
/** A glance that takes longer is no glance. Milliseconds. */
const GLANCE_MS = 1_500;
/** Three of these in a row without an answer have to be over within 20 s: a pulled plug makes no sound. Milliseconds. */
const QUESTION_MS = 5_000;
const JOB_ATTRIBUTES = [
  'job-id',
  'job-name',
  'job-uuid',
  'job-state',
  'job-state-reasons',
  'job-impressions',
  'job-impressions-completed',
  'job-media-sheets-completed',
  'time-at-processing',
] as const;

/** `http` address of an IPP one (RFC 8010 §5, RFC 7472), or why there is none. */
export function parseIppUri(text: string): Result<URL, string> {
  const match = /^ipp(s?):\/\/([^/?#@\s]+)(\/[^?#\s]*)?$/.exec(text);
  if (!match) return fail('the address of a printer looks like ipp://host:631/ipp/print');
  const [, secure = '', authority = '', path = '/'] = match;
  const url = URL.parse(`http${secure}://${authority}${path}`);
  if (url === null || url.hostname === '') return fail('the address of the printer has no readable host');
  if (!/:\d+$/.test(authority)) url.port = '631';
  return ok(url);
}

/** An answer but for its request id, bytes 4 to 7 (RFC 8010 §3.1.1). */
const withoutNumber = (body: Uint8Array): string =>
  Buffer.concat([body.subarray(0, 4), body.subarray(8)]).toString('latin1');

/** Questions to one printer. Every call but a glance is one request on its own connection; only a version is asked twice. */
export class IppClient {
  readonly #options: IppClientOptions;
  readonly #url: URL;
  #version: readonly [number, number] = [2, 0];
  #requestId = 0;
  #withoutExpect = false;
  #kept: HttpAgent | null = null;
  /** The answer to the last glance. */
  #glimpsed: string | null = null;

  constructor(options: IppClientOptions, url: URL) {
    this.#options = options;
    this.#url = url;
  }

  printerAttributes(requested: readonly string[]): Promise<Asked> {
    const idleMs = Math.min(this.#options.requestMs, QUESTION_MS);
    return this.#ask('getPrinterAttributes', [keyword('requested-attributes', ...requested)], [], { idleMs });
  }

  /** The same over a connection that stays open, for what is asked often; whoever wants to know for sure asks again. */
  glance(requested: readonly string[]): Promise<Asked> {
    this.#kept ??= agentFor(this.#url, this.#options.fingerprint256);
    const more = { idleMs: Math.min(this.#options.requestMs, GLANCE_MS), kept: this.#kept };
    return this.#ask('getPrinterAttributes', [keyword('requested-attributes', ...requested)], [], more);
  }

  /** Gives the kept connection back: small printers serve one at a time. */
  rest(): void {
    this.#kept?.destroy();
    this.#kept = null;
  }

  validateJob(ticket: JobTicket): Promise<Asked> {
    return this.#ask('validateJob', this.#opening(ticket, true), ticket.template);
  }

  createJob(ticket: JobTicket, signal: AbortSignal): Promise<Asked> {
    return this.#ask('createJob', this.#opening(ticket, false), ticket.template, { signal });
  }

  printJob(ticket: JobTicket, sending: Sending): Promise<Asked> {
    return this.#ask('printJob', this.#opening(ticket, true), ticket.template, sending);
  }

  sendDocument(jobId: number, sending: Sending): Promise<Asked> {
    const more = [USER, mimeMediaType('document-format', PDF), boolean('last-document', true)];
    return this.#ask('sendDocument', [integer('job-id', jobId), ...more], [], sending);
  }

  jobAttributes(jobId: number): Promise<Asked> {
    const more = [USER, keyword('requested-attributes', ...JOB_ATTRIBUTES)];
    return this.#ask('getJobAttributes', [integer('job-id', jobId), ...more]);
  }

  /** Our own jobs, newest first in most printers. */
  jobs(which: 'completed' | 'not-completed', limit = 100): Promise<Asked> {
    return this.#ask('getJobs', [
      USER,
      integer('limit', limit),
      keyword('requested-attributes', ...JOB_ATTRIBUTES),
      keyword('which-jobs', which),
      boolean('my-jobs', true),
    ]);
  }

  cancelJob(jobId: number): Promise<Asked> {
    return this.#ask('cancelJob', [integer('job-id', jobId), USER]);
  }

  #opening({ name }: JobTicket, withFormat: boolean): IppAttribute[] {
    const format = withFormat ? [mimeMediaType('document-format', PDF)] : [];
    return [USER, nameAttribute('job-name', name), ...format];
  }

  async #ask(
    operation: Operation,
    attributes: readonly IppAttribute[],
    template: readonly IppAttribute[] = [],
    sending: Exchange = {},
  ): Promise<Asked> {
    for (;;) {
      this.#requestId += 1;
      const answer = await this.#post(this.#message(operation, attributes, template), sending);
      if (!answer.ok) return answer;
      const [major] = this.#version;
      if (answer.value.statusClass !== 'version-unsupported' || major === 1) return answer;
      // Refused for its version alone: nothing was done.
      this.#version = [1, 1];
    }
  }

  #message(operation: Operation, attributes: readonly IppAttribute[], template: readonly IppAttribute[]): IppMessage {
    // The order of the first three is fixed (RFC 8011 §4.1.4, §4.1.5).
    const first = [
      charset('attributes-charset', 'utf-8'),
      naturalLanguage('attributes-natural-language', 'en'),
      uri('printer-uri', this.#options.uri),
    ];
    return {
      version: this.#version,
      code: OPERATIONS[operation],
      requestId: this.#requestId,
      groups: [
        { tag: GROUPS.operation, attributes: [...first, ...attributes] },
        ...(template.length === 0 ? [] : [{ tag: GROUPS.job, attributes: template }]),
      ],
    };
  }

  async #post(message: IppMessage, sending: Exchange): Promise<Asked> {
    const { requestMs, documentMs, fingerprint256, tap } = this.#options;
    const head = encodeIpp(message);
    const isGlance = sending.kept !== undefined;
    const tapAsked = () => tap?.asked(head, sending.document?.length ?? 0);
    if (!isGlance) tapAsked();
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
      if (isGlance) tapAsked();
      tap?.failed(posted.error.fault);
      return posted;
    }
    if (posted.value.kind === 'expectRefused') {
      this.#withoutExpect = true;
      return this.#post(message, sending);
    }
    // Two a second would push a print out of what is kept: one that shows nothing new is not heard.
    const shown = isGlance ? withoutNumber(posted.value.body) : null;
    const isNews = !isGlance || shown !== this.#glimpsed;
    if (isGlance && isNews) tapAsked();
    if (isNews) tap?.answered(posted.value.body);
    if (isGlance) this.#glimpsed = shown;
    const decoded = decodeIpp(posted.value.body);
    // The printer answered something: it may have done what was asked.
    const broken = (why: string) =>
      fail({ fault: 'bad-frames' as const, message: why, sent: 'all' as const, silent: false });
    if (!decoded.ok) return broken(`the printer's answer is ${decoded.error}`);
    const answer = decoded.value.message;
    if (answer.requestId !== message.requestId) return broken('the printer answered another request');
    return ok({
      status: answer.code,
      statusClass: statusClassOf(answer.code),
      printer: groupOf(answer, 'printer'),
      job: groupOf(answer, 'job'),
      jobs: groupsOf(answer, 'job'),
      unsupported: answer.groups
        .filter(({ tag }) => tag === GROUPS.unsupported)
        .flatMap((g) => g.attributes.map((a) => a.name)),
    });
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

const USER = nameAttribute('requesting-user-name', USER_NAME);
