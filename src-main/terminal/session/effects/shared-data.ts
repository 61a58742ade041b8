import { unreachable } from '../../../../drivers/contract/result.ts';
import type { ClientError } from '../../platform-client/client.ts';
import type { Effects } from '../effects.ts';
import type { Problem } from '../visit.ts';
import { sharedDataAway } from '../words/form.ts';
import { problems } from '../words/problems.ts';
import type { Ports } from './ports.ts';

export function problemOf(error: ClientError): Problem {
  switch (error.kind) {
    case 'offline':
    case 'timeout':
    case 'garbage':
    case 'conflict':
      return problems.platformAway;
    case 'notFound':
      return problems.notFound;
    case 'refused':
    case 'unauthorised':
      return problems.platformRefused;
    default:
      return unreachable(error.kind);
  }
}

/** Asks the platform what it already knows. An item that may be handed in offline opens without it. */
export const prefill =
  ({ platform }: Ports): Effects['prefill'] =>
  ({ item, ...person }, send) => {
    const abort = new AbortController();
    void platform.prefill({ item: item.code, itemVersion: item.version, ...person }, abort.signal).then((answer) => {
      if (abort.signal.aborted) return;
      if (answer.ok) return send({ type: 'prefilled', prefill: answer.value });
      const problem = problemOf(answer.error);
      if (item.offline === 'accept' && problem === problems.platformAway)
        return send({ type: 'prefilled', prefill: { fields: {}, missingSources: [sharedDataAway] } });
      send({ type: 'problem', problem });
    });
    return () => abort.abort();
  };

export const loadMine =
  ({ platform }: Ports): Effects['loadMine'] =>
  (person, send) => {
    const abort = new AbortController();
    void platform.mine(person, abort.signal).then((answer) => {
      if (abort.signal.aborted) return;
      send(
        answer.ok ? { type: 'mine.loaded', mine: answer.value } : { type: 'problem', problem: problemOf(answer.error) },
      );
    });
    return () => abort.abort();
  };
