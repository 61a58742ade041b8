// Shared with the terminal, which says to whoever scanned it what a code is.
export { classifyPayload, type Payload, type TokenClass } from '../contract/code-payload.ts';
