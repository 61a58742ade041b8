import { describe, expect, it } from 'vitest';
import { fieldKindSchema } from '../src-main/contract/catalogue.ts';
import { faceReasonSchema } from '../src-main/contract/face.ts';
import {
  fieldIssueSchema,
  identifyPhaseSchema,
  paperStateSchema,
  screenSchema,
  snapshotSchema,
  terminalNoticeSchema,
} from '../src-main/contract/snapshot.ts';
import { snapshots } from '../test/fixtures/snapshots.ts';

const named: [string, unknown][] = Object.entries(snapshots);

describe('snapshot fixtures', () => {
  it.each(named)('%s fits the contract', (_, snapshot) => {
    expect(snapshotSchema.parse(snapshot)).toEqual(snapshot);
  });

  it('shows every screen of the contract', () => {
    const drawn = new Set(Object.values(snapshots).map((snapshot) => snapshot.screen.name));
    for (const { shape } of screenSchema.options) expect(drawn).toContain(shape.name.value);
    expect(drawn.size).toBe(screenSchema.options.length);
  });

  const shots = Object.values(snapshots);
  const screens = shots.map((snapshot) => snapshot.screen);
  const fields = screens.flatMap((screen) =>
    screen.name === 'field' ? [screen.field] : screen.name === 'form' ? screen.fields : [],
  );
  const submitting = screenSchema.options.find((option) => option.shape.name.value === 'submitting');
  const result = screenSchema.options.find((option) => option.shape.name.value === 'result');
  it.each<[string, readonly string[], readonly (string | null)[]]>([
    ['notice', terminalNoticeSchema.shape.id.options, shots.flatMap(({ notices }) => notices.map(({ id }) => id))],
    ['reader phase', identifyPhaseSchema.options, screens.flatMap((s) => (s.name === 'identify' ? [s.phase] : []))],
    ['face reason', faceReasonSchema.options, screens.flatMap((s) => (s.name === 'faceCheck' ? [s.reason] : []))],
    [
      'paper state',
      paperStateSchema.options,
      screens.flatMap((s) => (s.name === 'result' ? s.papers.map(({ state }) => state) : [])),
    ],
    ['field kind', fieldKindSchema.options, screens.flatMap((s) => (s.name === 'field' ? [s.field.kind] : []))],
    ['field issue', fieldIssueSchema.options, fields.map(({ issue }) => issue)],
    [
      'submission phase',
      submitting !== undefined && 'phase' in submitting.shape ? submitting.shape.phase.options : ['none'],
      screens.flatMap((s) => (s.name === 'submitting' ? [s.phase] : [])),
    ],
    [
      'outcome',
      result !== undefined && 'outcome' in result.shape ? result.shape.outcome.options : ['none'],
      screens.flatMap((s) => (s.name === 'result' ? [s.outcome] : [])),
    ],
  ])('shows every %s', (_, all, drawn) => {
    expect(all.filter((each) => !drawn.includes(each))).toEqual([]);
  });
});
