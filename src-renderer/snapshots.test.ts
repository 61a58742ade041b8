import { describe, expect, it } from 'vitest';
import { screenSchema, snapshotSchema } from '../src-main/contract/snapshot.ts';
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
});
