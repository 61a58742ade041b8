import type { XfsCompletionCode } from '../completion-codes.ts';

/** What the facade tells of everything it was asked. Never a payload, never an address's query. */
export type FacadeAct =
  | { readonly act: 'connected' | 'disconnected'; readonly service: string }
  | { readonly act: 'connectionRefused'; readonly why: string }
  | { readonly act: 'messageRefused'; readonly service: string; readonly why: string }
  /** The device was taken for this command: written down before anything moves. */
  | { readonly act: 'commandBegun'; readonly service: string; readonly command: string; readonly requestId: number }
  | {
      readonly act: 'commandEnded';
      readonly service: string;
      readonly command: string;
      readonly requestId: number;
      readonly completionCode: XfsCompletionCode;
    };

export type Audit = (act: FacadeAct) => void;
