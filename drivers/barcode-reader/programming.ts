export { looksLikeProgramming } from '../contract/code-payload.ts';
