/** Who may import whom (ARCHITECTURE.md, "Rules"). Checked by test/architecture.test.ts. */
const rule = (name, from, to, comment) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', {}, { circular: true }, 'Rooms and files form a tree of needs.'),
    rule(
      'electron-only-in-shell',
      { pathNot: '^(src-main/shell|test/e2e|scripts|electron\\.config)' },
      { path: '(^|/)node_modules/electron/|^electron$' },
      'Everything but the shell also runs under plain Node.',
    ),
    rule(
      'drivers-stand-alone',
      { path: '^drivers/', pathNot: '\\.test\\.ts$' },
      { path: '^(src-main|src-renderer|platform|scripts|test)/' },
      'Drivers know only the wire.',
    ),
    rule(
      'driver-tests-stand-alone',
      { path: '^drivers/.*\\.test\\.ts$' },
      { path: '^(src-main|src-renderer|platform)/' },
      'What holds between drivers and business is tested in test/.',
    ),
    rule(
      'contract-is-pure',
      { path: '^src-main/contract/' },
      { path: '^(src-main/(?!contract)|src-renderer|platform|drivers/(?!contract)|scripts|test)/' },
      'Schemas only.',
    ),
    rule(
      'renderer-sees-only-the-contract',
      { path: '^src-renderer/', pathNot: '\\.test\\.tsx?$' },
      { path: '^(src-main/(?!contract/)|drivers|platform|scripts|test)/' },
      'The page is hostile by assumption.',
    ),
    rule(
      'renderer-without-node',
      { path: '^src-renderer/', pathNot: '\\.test\\.tsx?$' },
      { dependencyTypes: ['core'] },
      'The page has no Node.',
    ),
    rule(
      'terminal-without-devices',
      { path: '^src-main/terminal/', pathNot: '(\\.test|-kit)\\.ts$' },
      { path: '^(drivers/(?!contract/)|src-main/(shell|device-host)/|platform/|src-renderer/|scripts/|test/)' },
      'Business never touches device code.',
    ),
    rule(
      'device-host-without-business',
      { path: '^src-main/device-host/', pathNot: '\\.test\\.ts$' },
      { path: '^(src-main/(shell|terminal)/|platform/|src-renderer/|scripts/|test/)' },
      'Devices know no business.',
    ),
    rule(
      'shell-only-supervises',
      { path: '^src-main/shell/', pathNot: '\\.test\\.ts$' },
      { path: '^(drivers/(?!contract/)|src-main/(terminal|device-host)/|platform/|src-renderer/|scripts/|test/)' },
      'No business, SQL or device bytes in the shell.',
    ),
    rule(
      'platform-stands-alone',
      { path: '^platform/', pathNot: '\\.test\\.ts$' },
      { path: '^(src-main/(?!contract/)|drivers/(?!contract/|fonts/)|src-renderer/|scripts/|test/)' },
      'The platform shares only the contract and the fonts of what is printed.',
    ),
    rule(
      'product-without-tests',
      { path: '^(src-main|src-renderer|drivers|platform)/', pathNot: '(\\.test\\.tsx?|-kit\\.ts|/testing/.*)$' },
      { path: '^(test|scripts)/|\\.test\\.tsx?$|-kit\\.ts$' },
      'Product code needs no test code.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|node_modules|\\.stage)/' },
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.node.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
