import { expect, it } from 'vitest';
import { snapshots } from '../../../test/fixtures/snapshots.ts';
import type { Paper, Screen } from '../../contract/snapshot.ts';
import { guidedBy, guidePositions } from './guide-lights.ts';

const paper = (kind: Paper['kind'], state: Paper['state']): Paper => ({
  id: `${kind}-${state}`,
  kind,
  title: { 'zh-CN': '回执', en: 'Receipt' },
  state,
  explanation: null,
  mayRetry: false,
});
const result = (busy: boolean, ...papers: Paper[]): Screen => {
  const { screen } = snapshots.resultApproved;
  if (screen.name !== 'result') throw new Error('no result');
  return { ...screen, busy, papers };
};

it('follows the paper: what moves first, then what lies there to be taken', () => {
  expect(guidedBy(result(true, paper('receipt', 'waiting'), paper('document', 'printing')))).toEqual({
    position: 'documentPrinter',
    flashRate: 'medium',
  });
  expect(guidedBy(result(true, paper('receipt', 'printed'), paper('document', 'waiting')))).toBe(null);
  expect(guidedBy(result(false, paper('document', 'printed'), paper('receipt', 'printed')))).toEqual({
    position: 'receiptPrinter',
    flashRate: 'quick',
  });
  expect(guidedBy(result(false, paper('receipt', 'failed'), paper('document', 'saved')))).toBe(null);
  for (const held of [result(true, paper('document', 'printed'), paper('receipt', 'presented'))])
    expect(guidedBy(held)).toEqual({ position: 'receiptPrinter', flashRate: 'quick' });
  // What hangs in the way of the next paper comes before it.
  for (const kind of ['receipt', 'document'] as const)
    expect(guidedBy(result(true, paper(kind, 'blocked'), paper('document', 'printing')))).toEqual({
      position: kind === 'receipt' ? 'receiptPrinter' : 'documentPrinter',
      flashRate: 'quick',
    });
  expect(guidedBy({ name: 'farewell', paper: 'receipt' })).toEqual({ position: 'receiptPrinter', flashRate: 'quick' });
  expect(guidedBy({ name: 'farewell', paper: 'document' })).toEqual({
    position: 'documentPrinter',
    flashRate: 'quick',
  });
  expect(guidedBy({ name: 'farewell', paper: null })).toBe(null);
});

it('names only slots that are put out again, on every screen there is', () => {
  for (const { screen } of Object.values(snapshots)) {
    const guided = guidedBy(screen);
    if (guided !== null) expect(guidePositions).toContain(guided.position);
    if (screen.name === 'takeCard')
      expect(guided?.position).toBe(screen.cards[0] === 'idCard' ? 'cardReader' : 'cardReader2');
    if (screen.name === 'home' || screen.name === 'attract') expect(guided).toBe(null);
  }
});

it.each([
  ['identifyWaiting', 'cardReader'],
  ['identifyEither', 'cardReader'],
  ['identifyOnlyChip', 'cardReader2'],
  ['identifyChipReading', 'cardReader2'],
  ['takeChipCard', 'cardReader2'],
] as const)('lights the slot of the card that is spoken of: %s', (name, position) => {
  expect(guidedBy(snapshots[name].screen)?.position).toBe(position);
});
