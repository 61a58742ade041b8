import type { RefusalStatus, XfsCompletionCode } from './completion-codes.ts';

/** How one command ended. Only `success` and `failure` were said by the service after it took the command. */
export type Answer<R> =
  | { readonly kind: 'success'; readonly value: R }
  | {
      readonly kind: 'failure';
      readonly completionCode: Exclude<XfsCompletionCode, 'success'>;
      readonly errorCode: string | null;
      /** We canceled it, because its time was over. */
      readonly expired: boolean;
    }
  /** The acknowledge said no: nothing follows, nothing was done. */
  | { readonly kind: 'refused'; readonly status: RefusalStatus }
  | { readonly kind: 'notSent'; readonly why: 'closed' | 'aborted' | 'tooLarge' | 'unsupported' }
  /** It was sent and what became of it is not known. */
  | { readonly kind: 'lost'; readonly why: 'socketClosed' | 'noAcknowledge' | 'noCompletion' | 'badCompletion' };
