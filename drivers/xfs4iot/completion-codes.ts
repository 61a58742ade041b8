import { z } from 'zod';

/**
 * The 23 completion codes of release 2024-3. The 2021-1 schema spells one of them `authorizationRequired`; it is read
 * as `authorisationRequired`.
 */
export const xfsCompletionCodes = [
  'success',
  'commandErrorCode',
  'canceled',
  'deviceNotReady',
  'hardwareError',
  'internalError',
  'invalidCommand',
  'invalidRequestID',
  'timeOut',
  'unsupportedCommand',
  'invalidData',
  'userError',
  'unsupportedData',
  'fraudAttempt',
  'sequenceError',
  'authorisationRequired',
  'noCommandNonce',
  'invalidToken',
  'invalidTokenNonce',
  'invalidTokenHMAC',
  'invalidTokenFormat',
  'invalidTokenKeyNoValue',
  'notEnoughSpace',
] as const;
export type XfsCompletionCode = (typeof xfsCompletionCodes)[number];

export const xfsCompletionCodeSchema = z
  .string()
  .transform((word) => (word === 'authorizationRequired' ? 'authorisationRequired' : word))
  .pipe(z.enum(xfsCompletionCodes));

/** Why a service did not take a command; nothing follows such an acknowledge. */
export const refusalStatuses = ['invalidMessage', 'invalidRequestID', 'tooManyRequests'] as const;
export type RefusalStatus = (typeof refusalStatuses)[number];
