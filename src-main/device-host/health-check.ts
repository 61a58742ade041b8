import { randomUUID } from 'node:crypto';
import type {
  Auxiliaries,
  BarcodeReader,
  Completion,
  Device,
  DeviceError,
  DeviceStatus,
  DocumentPrinter,
  IdCardReader,
  PrintProof,
  ReceiptPrinter,
  SmartCardReader,
} from '../../drivers/contract/index.ts';
import { completed, health, systemClock } from '../../drivers/contract/index.ts';
import type { HealthCheckLevel, HealthCheckResult } from '../contract/device-messages.ts';
import { isIdentityFault } from './identity-check.ts';

export interface HealthCheckOptions {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** What whoever keeps the driver makes of its status: only they know which unit is bound. */
  readonly seen: (status: DeviceStatus) => DeviceStatus;
}
/** A print that did not succeed is a failure with its effect; of everything else a check is a result. */
type Check<D extends Device> = (device: D, options: HealthCheckOptions) => Promise<HealthCheckResult | PrintFailure>;
type PrintFailure = Extract<Completion<PrintProof>, { ok: false }>;
/** A level left out is one that the class cannot do. */
export type HealthChecks<D extends Device> = Partial<Record<HealthCheckLevel, Check<D>>>;

const passed = (code: string, evidence: string): HealthCheckResult => ({ passed: true, code, evidence });
const refused = ({ errorCode, message }: DeviceError): HealthCheckResult => ({
  passed: false,
  code: errorCode,
  evidence: message,
});

/** A driver forgives a lost answer or two, and shows meanwhile what it saw before. */
const QUESTIONS = 4;

/** Every class: ask it now and judge what it says of itself now; what it said before proves nothing. */
const internal: Check<Device> = async (device, { now, seen, signal, timeoutMs }) => {
  const begun = now();
  for (let question = 1; ; question += 1) {
    const status = seen(await device.refresh());
    if (signal.aborted) return { passed: false, code: 'canceled', evidence: 'called off' };
    const verdict = anotherUnit(status) ?? judge(status, now());
    // What failed needs no fresher word.
    if (!verdict.passed || status.observedAt >= begun) return verdict;
    if (question === QUESTIONS || now() - begun >= timeoutMs) return unanswered(question, status, now());
  }
};

const unanswered = (questions: number, { observedAt, evidence }: DeviceStatus, now: number): HealthCheckResult => ({
  passed: false,
  code: 'no-answer',
  evidence: `asked ${questions} times without an answer; ${((now - observedAt) / 1000).toFixed(1)} s ago: ${evidence}`,
});

/** Faults of a device that works: something is to be brought soon, a tray that is not ours or a colour is empty. */
const WORKS_WITH: ReadonlySet<string> = new Set([
  ...['paper-near-end', 'supply-low', 'toner-low', 'drum-near-end', 'waste-near-full', 'output-near-full'],
  'tray-empty',
  'colour-empty',
]);

function judge(status: DeviceStatus, now: number): HealthCheckResult {
  const verdict = health(status, now);
  const serves = verdict === 'ok' || verdict === 'degraded' || verdict === 'attention';
  const wrong = status.faults.find((fault) => !WORKS_WITH.has(fault));
  return {
    passed: serves && wrong === undefined,
    code: wrong ?? status.faults[0] ?? verdict,
    evidence: status.evidence,
  };
}

/** Another unit than the bound one answers, or none that says which it is: whatever it can do proves nothing of that one. */
function anotherUnit(status: DeviceStatus): HealthCheckResult | null {
  const fault = status.faults.find(isIdentityFault);
  if (fault === undefined) return null;
  return {
    passed: false,
    code: fault,
    evidence: `it calls itself ${status.identity ?? 'nothing'}: ${status.evidence}`,
  };
}

/** What a person's card says stays here: the result tells only that reading works, and with which kind of card. */
const readCard: Check<IdCardReader> = async (device, { timeoutMs, signal }) => {
  const card = await device.read({ timeoutMs, signal });
  return card.ok ? passed('card-read', `a ${card.value.cardType} card was read whole`) : refused(card.error);
};
const readCode: Check<BarcodeReader> = async (device, { timeoutMs, signal }) => {
  const code = await device.read({ timeoutMs, signal });
  if (!code.ok) return refused(code.error);
  return passed('code-read', `${code.value.text.length} characters, symbology ${code.value.aim ?? 'not told'}`);
};
/** How long the scanner lights for somebody to see it. Milliseconds. */
const LIT_MS = 3_000;

/** Triggers for a moment: whether it lights, a person sees; whether the order was taken, the scanner says. No code is wanted. */
const lightScanner: Check<BarcodeReader> = async (device, { signal }) => {
  const code = await device.read({ timeoutMs: LIT_MS, signal });
  if (code.ok) return passed('trigger-obeyed', 'triggered; it read a code meanwhile');
  if (code.error.code === 'timeOut') return passed('trigger-obeyed', `triggered for ${LIT_MS / 1000} s`);
  return refused(code.error);
};
function printed(proof: Completion<PrintProof>): HealthCheckResult | PrintFailure {
  if (!proof.ok) return proof;
  const { fence, paperMillimetres, sheets } = proof.value;
  return { ...passed('printed', `proof: ${fence}`), proof: { fence, paperMillimetres, sheets } };
}
const printTestReceipt: Check<ReceiptPrinter> = async (device) => printed(await device.selfTest());

const readSmartCard: Check<SmartCardReader> = async (device, { timeoutMs, signal }) => {
  const card = await device.read({ timeoutMs, signal });
  return card.ok ? passed('card-read', 'a social security card was read whole') : refused(card.error);
};

/** How long each light of the board shines in its test. Milliseconds. */
const LIGHT_MS = 600;

/** One light after the other, each put back as it was. A person sees whether they shine; the board only says it obeyed. */
const cycleLights: Check<Auxiliaries> = async (board, { signal }) => {
  const lights = Object.entries(board.snapshot().lights);
  if (lights.length === 0) return { passed: false, code: 'no-lights', evidence: 'the profile names no light' };
  for (const [position, before] of lights) {
    if (signal.aborted) return { passed: false, code: 'canceled', evidence: 'called off' };
    const on = await board.setLight(position, { flashRate: 'continuous', color: null });
    if (!on.ok) return refused(on.error);
    await systemClock.delay(LIGHT_MS, signal);
    const back = await board.setLight(position, before ?? { flashRate: 'off', color: null });
    if (!back.ok) return refused(back.error);
  }
  return passed('lights-obeyed', `the board took the orders for ${lights.length} lights`);
};

/** What every class has. */
export const internalOnly: HealthChecks<Device> = { internal };
export const auxiliariesChecks: HealthChecks<Auxiliaries> = { internal, external: cycleLights };
export const idCardReaderChecks: HealthChecks<IdCardReader> = { internal, interactive: readCard };
export const barcodeReaderChecks: HealthChecks<BarcodeReader> = {
  internal,
  external: lightScanner,
  interactive: readCode,
};
export const receiptPrinterChecks: HealthChecks<ReceiptPrinter> = { internal, external: printTestReceipt };
export const smartCardReaderChecks: HealthChecks<SmartCardReader> = { internal, interactive: readSmartCard };
/** @param testPage makes the page to print; its words are the caller's */
export const documentPrinterChecks = (testPage: () => Uint8Array): HealthChecks<DocumentPrinter> => ({
  internal,
  external: async (device) =>
    printed(await device.print({ jobId: randomUUID(), title: 'test page', pdf: testPage(), copies: 1 })),
});

/** Runs one check on the unit that is bound; a level the class cannot do is an answer too, never a pass. */
export async function checkHealth<D extends Device>(
  device: D,
  checks: HealthChecks<D>,
  level: HealthCheckLevel,
  options: HealthCheckOptions,
): Promise<Completion<HealthCheckResult>> {
  const check = checks[level];
  if (check === undefined)
    return completed({ passed: false, code: 'not-offered', evidence: `this class has no ${level} check` });
  const doubt = () => anotherUnit(options.seen(device.status()));
  const before = level === 'internal' ? null : doubt();
  if (before !== null) return completed(before);
  const result = await check(device, options);
  if ('ok' in result) return result;
  // It may have been exchanged while it waited for somebody.
  const after = result.passed ? doubt() : null;
  return completed(after === null ? result : { ...result, ...after });
}
