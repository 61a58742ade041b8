/** PDFs of the live session, in memory only, each bound to its session: another session never gets one. */
export class DocumentShelf {
  private readonly papers = new Map<
    string,
    { readonly sessionId: string; readonly pdf: Buffer; readonly copies: number; readonly titleKey: string }
  >();

  put(paper: { sessionId: string; id: string; pdf: Uint8Array; copies: number; titleKey: string }): void {
    this.papers.set(paper.id, {
      sessionId: paper.sessionId,
      pdf: Buffer.from(paper.pdf),
      copies: paper.copies,
      titleKey: paper.titleKey,
    });
  }

  take(
    sessionId: string,
    id: string,
  ): { readonly pdf: Buffer; readonly copies: number; readonly titleKey: string } | null {
    const paper = this.papers.get(id);
    return paper !== undefined && paper.sessionId === sessionId ? paper : null;
  }

  /** Overwrites what a session left, so that it does not linger in freed memory. */
  wipe(sessionId: string): void {
    for (const [id, paper] of this.papers) {
      if (paper.sessionId !== sessionId) continue;
      paper.pdf.fill(0);
      this.papers.delete(id);
    }
  }

  get size(): number {
    return this.papers.size;
  }
}
