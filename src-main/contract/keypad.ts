/** Keys of the tactile keypad, as the page gets them. */
export { type KeypadKey, keypadKeySchema } from '../../drivers/contract/auxiliaries.ts';
