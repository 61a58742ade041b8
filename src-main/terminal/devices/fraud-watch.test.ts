import { expect, it } from 'vitest';
import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import { FraudWatch } from './fraud-watch.ts';

const alarms = (states: readonly DeviceStatus['device'][]): string[] => {
  const raised: string[] = [];
  const watch = new FraudWatch((detail) => raised.push(detail));
  for (const device of states) watch.see({ deviceClass: 'cardReader', device });
  return raised;
};

it('raises one alarm for one suspicion, however often it is told', () => {
  expect(alarms(['online', 'potentialFraud', 'potentialFraud', 'fraudAttempt'])).toEqual(['fraud.cardReader']);
});

it('is not calmed by a device that went away, and alarms again after it was fine', () => {
  expect(alarms(['potentialFraud', 'noDevice', 'unknown', 'potentialFraud'])).toHaveLength(1);
  expect(alarms(['potentialFraud', 'online', 'potentialFraud'])).toHaveLength(2);
});
