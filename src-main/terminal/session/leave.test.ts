import { describe, expect, it } from 'vitest';
import { sampleOutcome, startSession, walks } from './session.test-kit.ts';

const { caseNumber } = sampleOutcome;
const submitting = () => {
  const session = startSession();
  walks['session.journey.submitting']?.(session);
  return session;
};

describe('leaving while a case is handed in', () => {
  it('is offered once it takes long, and the number to ask by stands there', () => {
    const session = submitting();
    session.happen('submit', { type: 'submit.kept', caseNumber });
    expect(session.takes({ type: 'exit' })).toBe(false);
    session.wait(11_000);
    expect(session.screen()).toMatchObject({ name: 'submitting', slow: true, caseNumber });
    expect(session.takes({ type: 'exit' })).toBe(true);
    expect(session.screen().name).toBe('takeCard');
    expect(session.running.has('submit')).toBe(false);
    expect(session.calls).toContain('end session-1 exit');
    expect(JSON.stringify(session.view())).not.toContain(caseNumber);
  });

  it('says that nothing is kept yet while nothing is', () => {
    const session = submitting();
    session.wait(11_000);
    expect(session.screen()).toMatchObject({ phase: 'saving', slow: true, caseNumber: null });
  });

  it('begins without a number the next time', () => {
    const session = submitting();
    session.happen('submit', { type: 'submit.kept', caseNumber });
    session.happen('submit', { type: 'submitted', outcome: { ...sampleOutcome, papers: [] } });
    session.touch({ type: 'moreItems' }, { type: 'skipRating' }, { type: 'openItem', code: 'sample-proof' });
    session.touch({ type: 'begin' });
    session.happen('prefill', { type: 'prefilled', prefill: { fields: {}, missingSources: [] } });
    expect(session.state().context.visit.handedIn).toBeNull();
  });
});

it('is not possible while a paper moves: it would be left to the next person', () => {
  const session = startSession();
  walks['session.journey.result.printing']?.(session);
  session.wait(60_000);
  for (const type of ['exit', 'next', 'home'] as const) expect([type, session.takes({ type })]).toEqual([type, false]);
  expect(session.screen()).toMatchObject({ name: 'result', busy: true });
  expect(session.running.has('printPapers')).toBe(true);
});
