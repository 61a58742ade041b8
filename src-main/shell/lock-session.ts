import type { Session } from 'electron';
import { isAppUrl } from './app-files.ts';
import type { CameraAsk } from './camera-gate.ts';
import type { ShellLog } from './shell-log.ts';

/** Nothing listens there (RFC 863 discard, privileged): where a request ends up if it passes every other guard. */
const NOWHERE = 'http://127.0.0.1:9';

export interface SessionCameras {
  /** Is the page with this id the one on stage? */
  onStage(contentsId: number): boolean;
  /** Cameras belong to this machine: their names may be known without one being open. */
  readonly fitted: boolean;
  ask(ask: CameraAsk): Promise<boolean>;
}

/**
 * Closes one session's ways out: network, downloads, permissions, devices, spelling, preconnections. One permission can
 * be had at all, the picture of a camera, while `cameras` says so.
 */
export async function lockSession(session: Session, log: ShellLog, cameras: SessionCameras): Promise<void> {
  session.webRequest.onBeforeRequest((details, answer) => {
    const cancel = !isAppUrl(details.url) && !details.url.startsWith('blob:app://budayang/');
    if (cancel) log.warn('request-refused', { scheme: schemeOf(details.url), kind: details.resourceType });
    answer({ cancel });
  });
  session.setPermissionRequestHandler((contents, permission, answer, details) => {
    const refuse = (): void => {
      log.warn('permission-refused', { permission });
      answer(false);
    };
    if (permission !== 'media' || !('mediaTypes' in details)) {
      refuse();
      return;
    }
    const fromStage =
      cameras.onStage(contents.id) && details.isMainFrame && isAppUrl(details.requestingUrl) && cameras.fitted;
    cameras.ask({ fromStage, media: details.mediaTypes ?? [] }).then((given) => {
      if (given) answer(true);
      else refuse();
    }, refuse);
  });
  // A check opens nothing: it is what makes Chromium tell the names of cameras, by which the configured one is found.
  session.setPermissionCheckHandler(
    (_contents, permission, origin, details) =>
      permission === 'media' &&
      details.mediaType === 'video' &&
      cameras.fitted &&
      isAppUrl(`${origin}/`.replace(/\/+$/, '/')),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.on('will-download', (event) => {
    event.preventDefault();
    log.warn('download-refused');
  });
  session.on('select-hid-device', (event, _details, answer) => {
    event.preventDefault();
    answer(null);
  });
  session.on('select-serial-port', (event, _ports, _contents, answer) => {
    event.preventDefault();
    answer('');
  });
  session.on('select-usb-device', (event, _details, answer) => {
    event.preventDefault();
    answer();
  });
  session.on('preconnect', () => log.warn('preconnect-refused'));
  session.setCertificateVerifyProc((_request, answer) => answer(-2));
  session.setSpellCheckerEnabled(false);
  await session.setProxy({ mode: 'fixed_servers', proxyRules: NOWHERE, proxyBypassRules: '<-loopback>' });
}

const schemeOf = (url: string): string => /^[a-z][a-z0-9+.-]{0,20}(?=:)/i.exec(url)?.[0] ?? 'unknown';

/** Forgets everything a page may have left in its session. */
export async function washSession(session: Session): Promise<void> {
  await session.closeAllConnections();
  await session.clearStorageData();
  await session.clearCache();
  await session.clearAuthCache();
  await session.clearHostResolverCache();
}
