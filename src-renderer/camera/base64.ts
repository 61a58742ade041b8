const AT_ONCE = 0x8000;

/** Bytes as base64 (RFC 4648, 4), in pieces: a call takes only so many arguments. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let begin = 0; begin < bytes.length; begin += AT_ONCE)
    text += String.fromCharCode(...bytes.subarray(begin, begin + AT_ONCE));
  return btoa(text);
}
