import type { FaultMachine } from './fault-machine.ts';

export type Act = (machine: FaultMachine) => Promise<void> | void;
export type Row = readonly [inject: Act, mend: Act];
/** Every name of a simulator's own list, and nothing else: a new one does not compile until it stands here. */
export type Table<Name extends string> = Readonly<Record<Name, Row>>;
/** More often than anybody asks. */
export const FOR_EVER = 1_000_000;
/** Ends by itself. */
export const nothing: Act = () => undefined;
