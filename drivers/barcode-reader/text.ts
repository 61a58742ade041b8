// Shared with codes that a camera reads (`src-main/terminal/devices`): one grammar for every code.
export { decodeText, type TextRefusal } from '../contract/code-text.ts';
