import { fail, ok, type Result } from '../../contract/index.ts';
import { type Attributes, groupOf, groupsOf } from './attributes.ts';
import { decodeIpp } from './decode.ts';
import type { PostFailure } from './http-failure.ts';
import { type StatusClass, statusClassOf } from './operations.ts';
import { GROUPS } from './values.ts';

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

/** The printer answered something: it may have done what was asked. */
const broken = (message: string) =>
  fail({ fault: 'bad-frames' as const, message, sent: 'all' as const, silent: false });

/** What the body of an answer says; only to the request of that id. */
export function answerOf(body: Uint8Array, requestId: number): Asked {
  const decoded = decodeIpp(body);
  if (!decoded.ok) return broken(`the printer's answer is ${decoded.error}`);
  const answer = decoded.value.message;
  if (answer.requestId !== requestId) return broken('the printer answered another request');
  return ok({
    status: answer.code,
    statusClass: statusClassOf(answer.code),
    printer: groupOf(answer, 'printer'),
    job: groupOf(answer, 'job'),
    jobs: groupsOf(answer, 'job'),
    unsupported: answer.groups
      .filter(({ tag }) => tag === GROUPS.unsupported)
      .flatMap((group) => group.attributes.map(({ name }) => name)),
  });
}
