import { expect, test } from 'vitest';
import { devicesConfigSchema } from '../../contract/config-devices.ts';
import { capacityOf } from '../diagnostics/consumables.ts';
import { hasSpecialPaper, specialPaperRefused } from './special-paper.ts';

const specialPaper = { trays: { plain: 'upper', special: 'aux' }, capacity: 60 };
const service = { kind: 'xfs4iot', port: 'wss://192.0.2.1:5846/xfs4iot/v1.0/P', osPrinter: 'PDF' } as const;
const office = { kind: 'ipp', uri: 'ipp://192.0.2.1/ipp/print' } as const;

test.each([
  [{ ...service, specialPaper }, true, null, 60],
  [{ ...office, specialPaper }, true, null, 60],
  [service, false, 'special-paper-unconfigured', 100],
  [office, false, 'special-paper-unconfigured', 100],
  [{ kind: 'file', directory: '/tmp/papers' }, false, null, 100],
] as const)('%j: special stock is there %s', (documentPrinter, has, refused, capacity) => {
  const config = { devices: devicesConfigSchema.parse({ documentPrinter }) };
  expect(hasSpecialPaper(config)).toBe(has);
  expect(specialPaperRefused(config, null)).toBe(refused);
  expect(capacityOf('specialPaper', config)).toBe(capacity);
});
