import { firmwareText } from '../contract/index.ts';

/**
 * `SCARD_ATTR_VENDOR_IFD_VERSION` (PC/SC part 3, attribute 0102) as one line: a DWORD `MMmmbbbb` of the machine's own byte order,
 * major and minor release and build. The CCID driver puts `bcdDevice` into the upper half, so they are read as such digits.
 */
export function readerVersion(value: Uint8Array): string | null {
  if (value.length !== 4) return null;
  const version = new DataView(value.buffer, value.byteOffset, 4).getUint32(0, LITTLE_ENDIAN);
  if (version === 0) return null;
  const release = `IFD ${(version >>> 24).toString(16)}.${((version >>> 16) & 0xff).toString(16).padStart(2, '0')}`;
  const build = version & 0xffff;
  return firmwareText(release, build === 0 ? null : `build ${build}`);
}

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
