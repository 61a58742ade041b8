/** Orders that were closed because their device was taken out of the configuration: no test passed. */
export const migration0010 = {
  version: 10,
  name: 'device-removed',
  sql: `
ALTER TABLE work_orders ADD COLUMN device_removed INTEGER NOT NULL DEFAULT 0;
`,
};
