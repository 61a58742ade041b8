/** Which stock a document takes: what a crash leaves in doubt is counted off the right one. */
export const migration0005 = {
  version: 5,
  name: 'special-paper',
  sql: `
ALTER TABLE print_journal ADD COLUMN paper TEXT NOT NULL DEFAULT 'plain' CHECK (paper IN ('plain', 'special'));
`,
};
