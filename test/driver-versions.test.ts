import path from 'node:path';
import { expect, it } from 'vitest';
import { driverEntries } from '../drivers/conformance/index.ts';
import electronConfig from '../electron.config.ts';
import { countDriverVersions } from '../src-main/device-host/driver-versions.ts';

it('the build carries the version of every driver that a report can be about', async () => {
  const defined: unknown = electronConfig.main?.define?.DRIVER_VERSIONS;
  const carried: unknown = JSON.parse(typeof defined === 'string' ? defined : '{}');
  expect(carried).toEqual(await countDriverVersions(path.join(import.meta.dirname, '../drivers')));
  expect(Object.keys(Object(carried))).toEqual(Object.keys(driverEntries));
});
