import type { Snapshot } from '../../src-main/contract/snapshot.ts';
import type { Language } from '../../src-main/contract/text.ts';
import { en } from '../../src-renderer/words/en.ts';
import { zhCN } from '../../src-renderer/words/zh-cn.ts';
import { type FixtureName, snapshots } from '../fixtures/snapshots.ts';

export const words = { 'zh-CN': zhCN, en } as const;
type Words = (typeof words)[Language];

export interface Scene {
  readonly name: string;
  readonly snapshot: Snapshot;
  /** Names of the buttons pressed before looking. */
  readonly press: (words: Words) => readonly string[];
}

/** What a fixture shows only after a touch. An overlay's scene is named after its file. */
const touched: Record<string, { of: FixtureName; press: (words: Words) => string[] }> = {
  'help-overlay': { of: 'home', press: ({ common }) => [common.help] },
  'help-overlay with trouble': { of: 'homeTrouble', press: ({ common }) => [common.help] },
  'help-overlay with all trouble': { of: 'homeAllTrouble', press: ({ common }) => [common.help] },
  'help-overlay, staff can come': { of: 'homeStaffCanCome', press: ({ common }) => [common.help] },
  'help-overlay, staff called': { of: 'homeStaffCalled', press: ({ common }) => [common.help] },
  'help-overlay, staff called long ago': { of: 'homeStaffCalledLong', press: ({ common }) => [common.help] },
  'help-overlay, staff know': { of: 'homeStaffKnow', press: ({ common }) => [common.help] },
  'help-overlay with all trouble, staff called long ago': {
    of: 'homeAllTroubleStaffCalled',
    press: ({ common }) => [common.help],
  },
  'a device’s wire': { of: 'diagnosticsDevice', press: ({ service }) => [service.device.wire] },
  'leave-overlay': { of: 'form', press: ({ common }) => [common.exit] },
  'face consent ticked': { of: 'faceConsent', press: ({ face }) => [face.tick] },
  'promise ticked': { of: 'promiseTick', press: ({ promise }) => [promise.tick] },
  'date, the year asked': { of: 'fieldDate', press: ({ field }) => [field.changeYear] },
  'date, the month asked': { of: 'fieldDate', press: ({ field }) => [field.changeMonth] },
  'month, the year asked': { of: 'fieldMonth', press: ({ field }) => [field.changeYear] },
  'text in small letters': { of: 'fieldText', press: ({ field }) => [field.smalls] },
};

/** Staff read small letters: elder mode is for citizens. */
export const forStaff = ({ snapshot: { screen } }: Scene): boolean =>
  screen.name === 'serviceAccess' || screen.name === 'diagnostics';

export const scenes: readonly Scene[] = [
  ...Object.entries(snapshots).map(([name, snapshot]) => ({
    // The idle overlay opens by itself.
    name: name === 'idleWarning' ? 'idle-overlay' : name,
    snapshot,
    press: () => [],
  })),
  ...Object.entries(touched).map(([name, { of, press }]) => ({ name, snapshot: snapshots[of], press })),
];
