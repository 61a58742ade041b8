/** IPv4 within IPv6 as WHATWG writes it: mapped (RFC 4291 §2.5.5.2), translated (RFC 6052), and the old compatible form. */
const WITHIN6 = /^(?:::ffff:|64:ff9b::|::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;
const BY_IDS = /^(hid|usb|usblp):\/\/([0-9a-f]{4}:[0-9a-f]{4})(\/.*)?$/i;
const BY_HOST = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^:/?#\s]*)(?::(\d+))?(.*)$/i;
const PORT_OF_SCHEME: Readonly<Record<string, string>> = { ws: '80', wss: '443', ipp: '631', ipps: '631' };

/** As every system reads it: small letters, `0x7f000001` and `[::ffff:7f00:1]` as `127.0.0.1`, IPv6 short and without brackets. */
export function canonicalHost(host: string): string {
  const bare = host
    .trim()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '');
  const read = URL.parse(`http://${bare.includes(':') ? `[${bare}]` : bare}/`)?.hostname ?? bare.toLowerCase();
  const plain = read.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  const [, high, low] = WITHIN6.exec(plain) ?? [];
  if (high === undefined || low === undefined) return plain;
  const [first, second] = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 0xff, second >> 8, second & 0xff].join('.');
}

/**
 * One spelling for one place: two ports with the same are the same, whatever they look like. Without the system's help, so a
 * link and what it leads to are two (`device-host/physical-device.ts` follows links when it opens). Never throws.
 */
export function canonicalPort(port: string): string {
  const text = port.trim();
  const [, kind, ids, serial = ''] = BY_IDS.exec(text) ?? [];
  if (kind !== undefined && ids !== undefined) return `${kind}://${ids}`.toLowerCase() + serial;
  const [, scheme = '', host, given, rest = ''] = BY_HOST.exec(text) ?? [];
  if (host !== undefined) return byHost(scheme.toLowerCase(), canonicalHost(host), given, rest);
  if (/^com\d+$/i.test(text)) return text.toUpperCase();
  return text.startsWith('/') ? straight(text) : text;
}

function byHost(scheme: string, host: string, given: string | undefined, rest: string): string {
  const number = given === undefined ? PORT_OF_SCHEME[scheme] : String(Number(given));
  const here = host === '::1' || host.startsWith('127.') ? 'localhost' : host;
  const path = rest === '/' ? '' : rest;
  return `${scheme}://${here}${number === undefined ? '' : `:${number}`}${path}`;
}

/** `/dev/../dev//ttyUSB0` is `/dev/ttyUSB0`. */
function straight(file: string): string {
  const parts: string[] = [];
  for (const part of file.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
