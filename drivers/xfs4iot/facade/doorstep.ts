import type { Duplex } from 'node:stream';

/**
 * Connections that have not been let in. There is room for so many; one more sends the oldest away: whoever only stands
 * there must not keep out somebody with the secret, who shows it in the same moment.
 */
export class Doorstep {
  readonly #room: number;
  /** In the order of their coming. */
  readonly #waiting = new Set<Duplex>();

  constructor(room: number) {
    this.#room = room;
  }

  arrive(socket: Duplex): void {
    this.#waiting.add(socket);
    socket.once('close', () => this.#waiting.delete(socket));
    for (const oldest of this.#waiting) {
      if (this.#waiting.size <= this.#room) return;
      this.#waiting.delete(oldest);
      oldest.destroy();
    }
  }

  letIn(socket: Duplex): void {
    this.#waiting.delete(socket);
  }
}
