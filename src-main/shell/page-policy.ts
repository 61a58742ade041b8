/**
 * What the page may do, sent with every answer. No network (`connect-src 'none'`), no script but our files, no
 * string turned into script (trusted types), and through `sandbox`: no print, no dialogs, no downloads, no new
 * windows, no pointer lock.
 *
 * @param nonce for the one style element react-aria-components adds; null where no document is served
 */
export function contentSecurityPolicy(nonce: string | null): string {
  const style = nonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    "script-src 'self'",
    style,
    "font-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'none'",
    // Pictures are worked on beside the page (`src-renderer/camera`): files of ours, under a policy of their own.
    "worker-src 'self'",
    "frame-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${WORKER_POLICY}`,
    // React's forms need `submit` to fire; form-action keeps any of them from going anywhere.
    'sandbox allow-scripts allow-same-origin allow-forms',
  ].join('; ');
}

/** The one Trusted Types policy there may be: it lets the addresses of our own workers pass (`app-worker.ts`). */
const WORKER_POLICY = 'app-worker';
/** Where the build puts workers. */
const WORKER_FOLDER = '/workers/';

/**
 * What a worker may do: run our files, compile WebAssembly (the code reader, the face library) and read files of the
 * app. There is still no network: `'self'` is `app://`, which answers GET of listed files and takes no query.
 */
const WORKER_CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "connect-src 'self'",
  "worker-src 'none'",
].join('; ');

const DENIED_FEATURES = [
  'accelerometer',
  'autoplay',
  'bluetooth',
  'clipboard-read',
  'clipboard-write',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/**
 * Headers of every `app://` answer.
 *
 * @param urlPath of the file; null for a document that is no file
 */
export function pageHeaders(
  mimeType: string,
  nonce: string | null,
  urlPath: string | null = null,
): Record<string, string> {
  const inWorker = urlPath?.startsWith(WORKER_FOLDER) ?? false;
  return {
    'content-type': mimeType,
    'content-security-policy': inWorker ? WORKER_CONTENT_SECURITY_POLICY : contentSecurityPolicy(nonce),
    // The camera is the gate's to open (`camera-gate.ts`): allowed here, it is still asked for each time.
    'permissions-policy': ['camera=(self)', ...DENIED_FEATURES.map((feature) => `${feature}=()`)].join(', '),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-dns-prefetch-control': 'off',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-embedder-policy': 'require-corp',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** Tells react-aria-components the nonce, in the place it looks for it. */
export function withNonce(html: string, nonce: string): string {
  return html.replace(/<head(\s[^>]*)?>/i, (head) => `${head}<meta property="csp-nonce" nonce="${nonce}">`);
}
