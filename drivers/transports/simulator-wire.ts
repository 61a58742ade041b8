/**
 * The device's end of a transport: what a simulator speaks over. Implemented by a pty (`pty.ts`), a loopback TCP server
 * (`listen.ts`) and memory (`memory.ts`).
 */
export interface SimulatorWire {
  /** Bytes the terminal sent, in chunks of any size; returns the function that stops listening. */
  onData(listener: (bytes: Uint8Array) => void): () => void;
  /** Queues bytes to the terminal. Bytes written while nobody is connected, or after `hangUp`, are lost as on a cable. */
  write(bytes: Uint8Array): void;
  /** Pulls the plug: what was written before goes out first where the medium allows, then the terminal sees a hang-up. */
  hangUp(): void;
}
