/** Token bucket per address: `perMinute` on average, `burst` at once. Holds at most `addresses` of them. */
export type RateLimit = {
  /** Takes one token; false means too many. */
  take(address: string): boolean;
};

export function createRateLimit(options: {
  perMinute: number;
  burst: number;
  addresses: number;
  now: () => Date;
}): RateLimit {
  const { perMinute, burst, addresses, now } = options;
  const buckets = new Map<string, { tokens: number; at: number }>();
  return {
    take: (address) => {
      const at = now().getTime();
      const bucket = buckets.get(address) ?? { tokens: burst, at };
      const tokens = Math.min(burst, bucket.tokens + (Math.max(0, at - bucket.at) / 60_000) * perMinute);
      // Set again at the end: the map then forgets the address that was quiet longest.
      buckets.delete(address);
      buckets.set(address, { tokens: tokens >= 1 ? tokens - 1 : tokens, at });
      if (buckets.size > addresses) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return tokens >= 1;
    },
  };
}
