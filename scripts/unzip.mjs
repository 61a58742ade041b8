import { createHash } from 'node:crypto';
import { chmod, mkdir, open, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflate = promisify(inflateRaw);

const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LARGEST_END = 22 + 0xffff;
const FILE_TYPE = 0o170000;
const SYMLINK = 0o120000;

/**
 * Unpacks chosen entries of a zip file, with permissions and symbolic links, without any program or package:
 * the set-up runs where neither can be taken for granted. Zip64 and encryption are refused
 * (layout: PKWARE APPNOTE 6.3, §4.3).
 *
 * @param {string} zipPath
 * @param {(name: string) => string | null} placeOf absolute path for an entry, or null to leave it out
 * @returns {Promise<number>} how many entries were written
 */
export async function unzip(zipPath, placeOf) {
  const file = await open(zipPath, 'r');
  try {
    let written = 0;
    for (const entry of await directoryOf(file)) {
      const place = placeOf(entry.name);
      if (place === null) continue;
      await writeEntry(file, entry, place);
      written += 1;
    }
    return written;
  } finally {
    await file.close();
  }
}

/**
 * @param {string} filePath
 * @returns {Promise<string>} SHA-256 in lower-case hex, read in pieces
 */
export async function sha256Of(filePath) {
  const hash = createHash('sha256');
  const file = await open(filePath, 'r');
  for await (const chunk of file.createReadStream()) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * @typedef {{ name: string, method: number, flags: number, mode: number, compressed: number, offset: number }} Entry
 * @param {import('node:fs/promises').FileHandle} file
 * @returns {Promise<Entry[]>}
 */
async function directoryOf(file) {
  const { size } = await file.stat();
  const tail = await readAt(file, Math.max(0, size - LARGEST_END), Math.min(size, LARGEST_END));
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new Error('not a zip file: no end record');
  const count = tail.readUInt16LE(end + 10);
  const start = tail.readUInt32LE(end + 16);
  if (count === 0xffff || start === 0xffffffff) throw new Error('zip64 is not supported');
  const directory = await readAt(file, start, tail.readUInt32LE(end + 12));
  const entries = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('broken zip directory');
    const nameLength = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + 46, at + 46 + nameLength),
      method: directory.readUInt16LE(at + 10),
      flags: directory.readUInt16LE(at + 8),
      // The Unix mode sits in the high half of the external attributes.
      mode: directory.readUInt32LE(at + 38) >>> 16,
      compressed: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {Entry} entry
 * @param {string} place
 */
async function writeEntry(file, entry, place) {
  if (entry.name.endsWith('/')) {
    await mkdir(place, { recursive: true });
    return;
  }
  if (entry.flags & 1) throw new Error(`encrypted zip entry: ${entry.name}`);
  await mkdir(path.dirname(place), { recursive: true });
  const local = await readAt(file, entry.offset, 30);
  if (local.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new Error(`broken zip entry: ${entry.name}`);
  const start = entry.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const raw = await readAt(file, start, entry.compressed);
  const data = await contentOf(raw, entry);
  if ((entry.mode & FILE_TYPE) === SYMLINK) {
    await symlink(data.toString('utf8'), place);
    return;
  }
  await writeFile(place, data);
  if (entry.mode & 0o111) await chmod(place, 0o755);
}

/**
 * @param {Buffer} raw
 * @param {Entry} entry
 * @returns {Promise<Buffer>}
 */
async function contentOf(raw, entry) {
  if (entry.method === 0) return raw;
  if (entry.method === 8) return inflate(raw);
  throw new Error(`unknown zip method ${entry.method}: ${entry.name}`);
}

/**
 * @param {import('node:fs/promises').FileHandle} file
 * @param {number} position
 * @param {number} length
 */
async function readAt(file, position, length) {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new Error('the zip file ends early');
    filled += bytesRead;
  }
  return buffer;
}
