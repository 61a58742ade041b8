import { describe, expect, it } from 'vitest';
import { axesOf } from './condition.ts';
import type { StatusFlag } from './status-bytes.ts';

const action = (...flags: StatusFlag[]) => axesOf(flags, { presenter: false, binFull: false }).action;

describe('what is to be done', () => {
  it.each([
    [['paper-end', 'stopped-by-paper-end', 'error', 'offline'], 'clear'],
    [['paper-near-end'], 'clear'],
    [['cover-open', 'offline', 'error'], 'clear'],
    [['head-open'], 'clear'],
    [['paper-jam', 'offline'], 'clear'],
    [['paper-end', 'head-temperature'], 'clear'],
    // No hand of the branch mends these.
    [['cutter-error', 'error'], 'maintenance'],
    [['paper-end', 'cutter-error'], 'maintenance'],
    [['unrecoverable-error'], 'maintenance'],
    [['offline'], 'maintenance'],
    [['waiting-online-recovery', 'cover-open'], 'reset'],
    [['head-temperature', 'offline'], 'none'],
    [[], 'none'],
  ] as const)('%j: %s', (flags, wanted) => expect(action(...flags)).toBe(wanted));
});
