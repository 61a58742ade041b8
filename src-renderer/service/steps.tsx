import type { DiagnosticStep } from '../../src-main/contract/diagnostics.ts';
import { useWords } from '../words/use-words.ts';
import { Line, type LineTone } from './line.tsx';
import type { ServiceRow } from './service-page.tsx';

const tones: Record<DiagnosticStep['outcome'], LineTone> = {
  waiting: 'plain',
  running: 'here',
  passed: 'fine',
  failed: 'now',
  skipped: 'plain',
};

function Step({ step }: { step: DiagnosticStep }) {
  const { t, say } = useWords();
  return (
    <Line
      tone={tones[step.outcome]}
      mark={t(`service.step.${step.outcome}`)}
      title={say(step.title)}
      small={step.evidence}
    />
  );
}

/** Steps of a test as rows. */
export const stepRows = (steps: readonly DiagnosticStep[]): ServiceRow[] =>
  steps.map((step) => ({ key: step.id, node: <Step step={step} /> }));
