/** A service wherever on its host it listens now: `xfs://host/<serial number>`, over TLS `xfss://…`. */
export interface LocatedPlace {
  readonly scheme: 'ws' | 'wss';
  readonly host: string;
  readonly serialNumber: string;
}

const ADDRESS = /^wss?:\/\//i;
/** The serial number as in an address: what is no letter or digit there may be written `%20`. */
const LOCATED = /^xfs(s?):\/\/(\[[0-9a-f:.]+\]|[^/\s:?#@]+)\/([^/\s?#]{1,240})$/i;

/** Null for anything else. */
export function locatedPlace(port: string): LocatedPlace | null {
  const [, secure = '', host = '', serial = ''] = LOCATED.exec(port) ?? [];
  if (serial === '') return null;
  try {
    return { scheme: secure === '' ? 'ws' : 'wss', host, serialNumber: decodeURIComponent(serial) };
  } catch {
    // A `%` that is none of an address.
    return null;
  }
}

/** Is a service there, by its address or by its serial number? */
export const isServicePlace = (port: string): boolean =>
  (ADDRESS.test(port) && URL.canParse(port)) || locatedPlace(port) !== null;
