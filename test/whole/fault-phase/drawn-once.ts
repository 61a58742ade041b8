import type { Services } from '../../../platform/services.ts';

type Drawn = Awaited<ReturnType<Awaited<ReturnType<Services['decide']>>['draw']>>;
/** Of this process, by template. */
const drawn = new Map<string, Promise<Drawn>>();

/**
 * Each document is drawn once; who asks for one later gets it with their own check code behind its end, so that no two are the
 * same bytes. What stands on a document is judged elsewhere (`platform/documents`); drawing was a seventh of all work here.
 */
export const drawnOnce = (real: Services): Services => ({
  ...real,
  decide: async (asked) => {
    const decided = await real.decide(asked);
    return {
      ...decided,
      draw: async (order) => {
        const first = drawn.get(order.template) ?? decided.draw(order);
        drawn.set(order.template, first);
        const { pdf, pages } = await first;
        return { pdf: Buffer.concat([pdf, Buffer.from(`% ${order.checkCode}\n`)]), pages };
      },
    };
  },
});
