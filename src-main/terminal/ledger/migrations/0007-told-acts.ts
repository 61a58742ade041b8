/**
 * The record that told the platform of an act: an act is deleted here only once the platform has it. Of older acts only
 * the last record is known that can have told of them.
 */
export const migration0007 = {
  version: 7,
  name: 'told-acts',
  sql: `
ALTER TABLE service_acts ADD COLUMN seq INTEGER;
UPDATE service_acts SET seq = (SELECT last_seq FROM meta);
CREATE INDEX service_acts_by_time ON service_acts (at);
`,
};
