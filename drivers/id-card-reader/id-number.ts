// Shared with codes that people scan (`contract/code-payload.ts`): a person's number is told from a payment code there.
export * from '../contract/id-number.ts';
