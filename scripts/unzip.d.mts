/**
 * Unpacks chosen entries of a zip file, with permissions and symbolic links, without any program or package:
 * the set-up runs where neither can be taken for granted. Zip64 and encryption are refused
 * (layout: PKWARE APPNOTE 6.3, §4.3).
 *
 * @param {string} zipPath
 * @param {(name: string) => string | null} placeOf absolute path for an entry, or null to leave it out
 * @returns {Promise<number>} how many entries were written
 */
export declare function unzip(zipPath: string, placeOf: (name: string) => string | null): Promise<number>;
/**
 * @param {string} filePath
 * @returns {Promise<string>} SHA-256 in lower-case hex, read in pieces
 */
export declare function sha256Of(filePath: string): Promise<string>;
export type Entry = {
  name: string;
  method: number;
  flags: number;
  mode: number;
  compressed: number;
  offset: number;
};
