/** How long wrong tries at the service door are still remembered, as running time that is left: they never aged. */
export const migration0008 = {
  version: 8,
  name: 'tries-age',
  sql: `
ALTER TABLE service_door ADD COLUMN tries_for INTEGER NOT NULL DEFAULT 0 CHECK (tries_for >= 0);
UPDATE service_door SET tries_for = 86400000 WHERE wrong_tries > 0;
`,
};
