import { expect, test } from 'vitest';
import type { CameraNews } from '../devices/cameras.ts';
import { CameraShow } from './camera-show.ts';

test('opens a camera anew that failed while somebody judges its picture', () => {
  const opened: ((news: CameraNews) => void)[] = [];
  const show = new CameraShow({
    places: ['document'],
    open: (_place, _task, hear) => {
      opened.push(hear);
      return () => undefined;
    },
  });
  show.tick();
  expect(opened).toHaveLength(1);
  opened[0]?.({ kind: 'failed', why: 'busy' });
  show.tick();
  expect(opened).toHaveLength(2);
  show.stop();
  opened[1]?.({ kind: 'failed', why: 'ended' });
  show.tick();
  expect(opened).toHaveLength(2);
});
