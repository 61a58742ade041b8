/** Which card told who the person of a case is; null in cases from before this step. */
export const migration0004 = {
  version: 4,
  name: 'identified-by',
  sql: `
ALTER TABLE cases ADD COLUMN identified_by TEXT CHECK (identified_by IN ('idCard', 'socialSecurityCard'));
`,
};
