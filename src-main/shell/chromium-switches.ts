import type { App } from 'electron';

/** Chromium's own habits that have no place on a public screen. Must run before Electron is ready. */
export function quietChromium(app: App): void {
  const { commandLine } = app;
  const flags = [
    'disable-background-networking',
    'disable-breakpad',
    'disable-component-update',
    'disable-default-apps',
    'disable-domain-reliability',
    'disable-notifications',
    'disable-pinch',
    'disable-print-preview',
    'disable-speech-api',
    'disable-sync',
    'no-default-browser-check',
    'no-first-run',
    'no-pings',
  ];
  for (const flag of flags) commandLine.appendSwitch(flag);
  commandLine.appendSwitch('overscroll-history-navigation', '0');
  // No name is ever looked up for a page, not even to fail afterwards.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
  commandLine.appendSwitch(
    'disable-features',
    [
      'AutofillServerCommunication',
      'HardwareMediaKeyHandling',
      'MediaRouter',
      'MediaSessionService',
      'OptimizationHints',
      'OverscrollHistoryNavigation',
      'TouchpadOverscrollHistoryNavigation',
      'Translate',
    ].join(','),
  );
}
