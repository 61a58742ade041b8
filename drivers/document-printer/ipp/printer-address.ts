import { fail, ok, type Result } from '../../contract/index.ts';

/** `http` address of an IPP one (RFC 8010 §5, RFC 7472), or why there is none. */
export function parseIppUri(text: string): Result<URL, string> {
  const match = /^ipp(s?):\/\/([^/?#@\s]+)(\/[^?#\s]*)?$/.exec(text);
  if (!match) return fail('the address of a printer looks like ipp://host:631/ipp/print');
  const [, secure = '', authority = '', path = '/'] = match;
  const url = URL.parse(`http${secure}://${authority}${path}`);
  if (url === null || url.hostname === '') return fail('the address of the printer has no readable host');
  if (!/:\d+$/.test(authority)) url.port = '631';
  return ok(url);
}
