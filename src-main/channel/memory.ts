import type { Channel } from './channel.ts';
import { Listeners } from './listeners.ts';

/**
 * Two linked ends in one process. Delivery is asynchronous, in order, and by copy, as it is between processes:
 * what cannot be cloned throws at the sender.
 */
export function memoryChannelPair(): readonly [Channel, Channel] {
  const left = new Listeners();
  const right = new Listeners();
  return [end(left, right), end(right, left)];
}

function end(own: Listeners, other: Listeners): Channel {
  return {
    send: (message) => {
      if (own.closed || other.closed) return;
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => other.deliver(copy));
    },
    onMessage: (listener) => own.addMessageListener(listener),
    onClose: (listener) => own.addCloseListener(listener),
    close: () => {
      if (!own.close()) return;
      // Behind the messages already on their way.
      queueMicrotask(() => other.close());
    },
  };
}
