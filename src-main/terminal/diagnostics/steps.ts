import type { DiagnosticStep } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';

export interface StepKind {
  readonly id: string;
  readonly title: LocalizedText;
}
export interface StepResult {
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Machine words and numbers only. */
  readonly evidence: string;
}

/** Steps one after the other, shown while they run. After a failed step that later ones stand on, those are skipped. */
export class StepList {
  #steps: DiagnosticStep[];
  readonly #changed: () => void;

  constructor(kinds: readonly StepKind[], changed: () => void) {
    this.#steps = kinds.map(({ id, title }) => ({ id, title, outcome: 'waiting', evidence: '' }));
    this.#changed = changed;
  }

  view(): DiagnosticStep[] {
    return this.#steps;
  }

  /** A step that was not foreseen, before another one. One that is there already stays. */
  insert({ id, title }: StepKind, before: string): void {
    if (this.#steps.some((step) => step.id === id)) return;
    const at = this.#steps.findIndex((step) => step.id === before);
    this.#steps = this.#steps.toSpliced(at < 0 ? this.#steps.length : at, 0, {
      id,
      title,
      outcome: 'waiting',
      evidence: '',
    });
    this.#changed();
  }

  /** Runs one step; the result is also returned. */
  async run(id: string, work: () => Promise<StepResult> | StepResult): Promise<StepResult> {
    this.#set(id, { outcome: 'running', evidence: '' });
    const result = await work();
    this.#set(id, result);
    return result;
  }

  skipRest(evidence: string): void {
    this.#steps = this.#steps.map((step) =>
      step.outcome === 'waiting' ? { ...step, outcome: 'skipped', evidence } : step,
    );
    this.#changed();
  }

  /** The first step that failed; null when none did. */
  failed(): DiagnosticStep | null {
    return this.#steps.find(({ outcome }) => outcome === 'failed') ?? null;
  }

  #set(id: string, result: Pick<DiagnosticStep, 'outcome' | 'evidence'>): void {
    this.#steps = this.#steps.map((step) => (step.id === id ? { ...step, ...result } : step));
    this.#changed();
  }
}

export const passed = (evidence: string): StepResult => ({ outcome: 'passed', evidence });
export const failed = (evidence: string): StepResult => ({ outcome: 'failed', evidence });
export const skipped = (evidence: string): StepResult => ({ outcome: 'skipped', evidence });

/** The system's own code of an error (`ECONNREFUSED`); bugs are thrown on. */
export function codeOf(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  if (thrown instanceof Error && thrown.name === 'AbortError') return 'timeout';
  throw thrown;
}
