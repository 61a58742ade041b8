import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSeen } from '../../../drivers/camera/index.ts';
import { Cameras } from './cameras.ts';
import { noteCamerasSeen } from './cameras-seen.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cameras-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('a technician reads what the page told: when the names change and once a minute', () => {
  let now = 0;
  const cameras = new Cameras({
    configured: { document: { label: 'desk' } },
    now: () => now,
    gate: () => undefined,
    onChange: () => undefined,
    onSeen: (labels) => noteCamerasSeen(root, labels, new Date(now)),
  });
  const seen = (...labels: string[]) => {
    cameras.told({ kind: 'seen', labels });
    const note = readSeen(root);
    return note.ok ? [note.value.seenAt.slice(14, 19), ...note.value.cameras] : [note.error];
  };
  expect(seen('desk', '/somewhere/of/mine/front.y4m')).toEqual(['00:00', 'desk', 'front.y4m']);
  now = 5_000;
  expect(seen('desk', '/somewhere/of/mine/front.y4m')).toEqual(['00:00', 'desk', 'front.y4m']);
  expect(seen('desk')).toEqual(['00:05', 'desk']);
  now = 64_000;
  expect(seen('desk')[0]).toBe('00:05');
  now = 65_000;
  expect(seen('desk')[0]).toBe('01:05');
  expect(readFileSync(path.join(root, 'cameras.json'), 'utf8')).not.toContain('/');
});

it('a place that takes nothing stops nobody', () => {
  noteCamerasSeen(path.join(root, 'not there'), ['desk'], new Date(0));
  expect(readSeen(path.join(root, 'not there'))).toEqual({ ok: false, error: 'none' });
});
