import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import wasmAddress from 'zxing-wasm/reader/zxing_reader.wasm?url';

/** Kinds of symbols people bring: what a counter's scanner is set to read as well. */
const FORMATS = ['QRCode', 'DataMatrix', 'PDF417', 'Aztec', 'Code128'] as const;

// Without this the library would ask a server on the internet for its WebAssembly.
prepareZXingModule({ overrides: { locateFile: () => wasmAddress } });

/** The bytes of the first code in a picture, as they stand in the symbol; null where there is none. */
export async function readCode(picture: ImageData): Promise<Uint8Array<ArrayBuffer> | null> {
  const found = await readBarcodes(picture, {
    formats: [...FORMATS],
    maxNumberOfSymbols: 1,
    tryHarder: true,
    tryInvert: true,
  });
  const [code] = found.filter(({ isValid, bytes }) => isValid && bytes.length > 0);
  return code === undefined ? null : new Uint8Array(code.bytes);
}
