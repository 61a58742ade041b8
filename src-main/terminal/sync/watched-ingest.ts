import type { PlatformClient } from '../platform-client/client.ts';

/** What a technician may know of sending: numbers and machine words. */
export interface SendingState {
  /** Attempts since the platform last acknowledged anything new. */
  readonly tries: number;
  /** Records the platform put aside because it cannot use them, by lane, as far as it told since the start. */
  readonly parked: Readonly<Record<'A' | 'B', number>>;
}

/** The same `ingest`, and somebody who counts. */
export function watchIngest(client: Pick<PlatformClient, 'ingest'>): {
  readonly client: Pick<PlatformClient, 'ingest'>;
  readonly state: () => SendingState;
} {
  let tries = 0;
  let acked = 0;
  const parked = { A: new Set<number>(), B: new Set<number>() };
  return {
    client: {
      ingest: async (request, signal) => {
        tries += 1;
        const answer = await client.ingest(request, signal);
        if (!answer.ok || answer.value.kind !== 'acked') return answer;
        const { response } = answer.value;
        if (response.ackedSeq > acked) tries = 0;
        acked = response.ackedSeq;
        for (const { seq } of response.parked) {
          const lane = request.records.find((record) => record.seq === seq)?.lane;
          if (lane !== undefined) parked[lane].add(seq);
        }
        return answer;
      },
    },
    state: () => ({ tries, parked: { A: parked.A.size, B: parked.B.size } }),
  };
}
