/** Which unit a test was made with: a test counts only for that one. Of older tests nobody knows. */
export const migration0009 = {
  version: 9,
  name: 'tested-unit',
  sql: `
ALTER TABLE test_records ADD COLUMN identity TEXT;
`,
};
