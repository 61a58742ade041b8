import type { Output } from '../../../contract/catalogue.ts';

/** A document and how it is to be printed, as its item says. */
export interface ShelvedDocument {
  readonly pdf: Buffer;
  readonly copies: number;
  readonly titleKey: string;
  readonly paper: NonNullable<Output['paper']>;
  readonly sides: NonNullable<Output['sides']>;
}

/** PDFs of the live session, in memory only, each bound to its session: another session never gets one. */
export class DocumentShelf {
  private readonly papers = new Map<string, ShelvedDocument & { readonly sessionId: string }>();

  /** The bytes are the shelf's from now on: a copy would leave those that were given in memory. */
  put(paper: Omit<ShelvedDocument, 'pdf'> & { sessionId: string; id: string; pdf: Uint8Array }): void {
    const { id, pdf, ...rest } = paper;
    this.papers.get(id)?.pdf.fill(0);
    this.papers.set(id, { ...rest, pdf: Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength) });
  }

  take(sessionId: string, id: string): ShelvedDocument | null {
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
