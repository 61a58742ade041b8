import type { XfsCompletionCode } from '../completion-codes.ts';

/** What the facade tells of everything it was asked. Never a payload, never an address's query. */
export type FacadeAct =
  | { readonly act: 'connected' | 'disconnected'; readonly service: string }
  | { readonly act: 'connectionRefused'; readonly why: string }
  | { readonly act: 'messageRefused'; readonly service: string; readonly why: string }
  /** The device was taken for this command: written down before anything moves. */
  | ({ readonly act: 'commandBegun' } & CommandOf)
  | ({ readonly act: 'commandEnded'; readonly completionCode: XfsCompletionCode } & CommandOf);

interface CommandOf {
  readonly service: string;
  readonly command: string;
  /** One connection, by a name of ours: every client counts its requests from one. */
  readonly client: string;
  readonly requestId: number;
}

export type Audit = (act: FacadeAct) => void;
