/** The JSON object of a message. */
export type Payload = Readonly<Record<string, unknown>>;

/** Generation 2 says `move: 'eject'` where generation 1 said `eject: true`. */
const MOVES = ['eject', 'retract', 'park', 'expel', 'ejectToTransport', 'stack'] as const;

const isObject = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const PRINTING = ['Printer.ControlMedia', 'Printer.PrintNative', 'Printer.PrintForm'];

/** A generation 1 payload in generation 2's words. Only what this product reads or sends is translated. */
export function fromGenerationOne(name: string, payload: Payload): Payload {
  // Generation 1 knew only the common properties here, and gave them flat; an object in it is an interface's name.
  if (name === 'Common.StatusChangedEvent' && Object.keys(payload).length > 0) {
    return Object.values(payload).some(isObject) ? payload : { common: payload };
  }
  const control = payload.mediaControl;
  if (!PRINTING.includes(name) || !isObject(control)) return payload;
  const { turned, rest } = takeMove(control);
  return { ...payload, mediaControl: turned === null ? rest : { ...rest, move: turned } };
}

/** The way back. Events of generation 1 carry the common properties only. */
export function toGenerationOne(name: string, payload: Payload): Payload {
  if (name === 'Common.StatusChangedEvent') return isObject(payload.common) ? payload.common : {};
  const control = payload.mediaControl;
  if (!PRINTING.includes(name) || !isObject(control)) return payload;
  const { move, ...rest } = control;
  return { ...payload, mediaControl: typeof move === 'string' ? { ...rest, [move]: true } : rest };
}

function takeMove(control: Payload): { turned: string | null; rest: Payload } {
  const turned = MOVES.find((move) => control[move] === true) ?? null;
  return { turned, rest: Object.fromEntries(Object.entries(control).filter(([key]) => !MOVES.some((m) => m === key))) };
}
