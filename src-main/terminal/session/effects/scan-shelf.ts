/** Pages of the live session, in memory only, each bound to its session and its name in the item. */
export class ScanShelf {
  readonly #pages = new Map<string, { readonly sessionId: string; readonly scan: string; readonly jpeg: Buffer }>();

  /** A page that is taken again overwrites the one before. */
  put(sessionId: string, scan: string, jpeg: Buffer): void {
    const key = `${sessionId} ${scan}`;
    this.#pages.get(key)?.jpeg.fill(0);
    this.#pages.set(key, { sessionId, scan, jpeg });
  }

  take(sessionId: string, scan: string): Buffer | null {
    return this.#pages.get(`${sessionId} ${scan}`)?.jpeg ?? null;
  }

  /** Overwrites what a session left, so that it does not linger in freed memory. */
  wipe(sessionId: string): void {
    for (const [key, page] of this.#pages) {
      if (page.sessionId !== sessionId) continue;
      page.jpeg.fill(0);
      this.#pages.delete(key);
    }
  }

  get size(): number {
    return this.#pages.size;
  }
}
