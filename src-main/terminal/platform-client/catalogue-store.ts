import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '../../../drivers/contract/result.ts';
import type { CatalogueDocument } from '../../contract/catalogue.ts';
import { openCatalogue } from './catalogue-signature.ts';
import type { PlatformKeys } from './keys.ts';

export interface HeldCatalogue {
  readonly document: CatalogueDocument;
  readonly jws: string;
  readonly etag: string | null;
}

/**
 * The last known good catalogue on this machine's disk, so that a terminal starts with no platform in reach. The
 * signed text itself is kept and verified again on every load: whoever can write the file still cannot offer items.
 */
export interface CatalogueStore {
  /** Null when there is none yet; an error when there is one that must not be used. */
  load(): Promise<Result<HeldCatalogue | null, { message: string }>>;
  /** Replaces the file in one step, on the disk when it returns `ok`. Refuses to go back to an older revision. */
  save(catalogue: HeldCatalogue): Promise<Result<void, { message: string }>>;
}

const fileSchema = z.strictObject({ jws: z.string(), etag: z.string().nullable() });

export function openCatalogueStore(file: string, keys: Pick<PlatformKeys, 'sign'>): CatalogueStore {
  let highest = 0;

  async function load(): Promise<Result<HeldCatalogue | null, { message: string }>> {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (thrown) {
      const code = systemCode(thrown);
      if (code === 'ENOENT') return ok(null);
      return fail({ message: `The kept catalogue cannot be read (${code}).` });
    }
    const parsed = fileSchema.safeParse(parseJson(text));
    if (!parsed.success) return fail({ message: 'The kept catalogue is damaged.' });
    const opened = await openCatalogue(parsed.data.jws, keys, highest);
    if (!opened.ok) return opened;
    highest = opened.value.revision;
    return ok({ document: opened.value, ...parsed.data });
  }

  return {
    load,
    save: async ({ jws, etag }) => {
      const kept = await load();
      const floor = kept.ok && kept.value !== null ? kept.value.document.revision : highest;
      const opened = await openCatalogue(jws, keys, floor);
      if (!opened.ok) return opened;
      try {
        mkdirSync(path.dirname(file), { recursive: true });
        replaceFile(file, JSON.stringify({ jws, etag }));
      } catch (thrown) {
        return fail({ message: `The catalogue cannot be kept (${systemCode(thrown)}).` });
      }
      highest = opened.value.revision;
      return ok(undefined);
    },
  };
}

/** Written beside, synced, renamed, folder synced: after a power cut there is the old file or the new one. */
function replaceFile(file: string, text: string): void {
  const draft = `${file}.new`;
  try {
    withHandle(draft, 'w', (handle) => {
      // Unlike writeSync it goes on after a short write, which a disk that fills up gives.
      writeFileSync(handle, text);
      fsyncSync(handle);
    });
    renameSync(draft, file);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw thrown;
  }
  if (process.platform !== 'win32') withHandle(path.dirname(file), 'r', fsyncSync);
}

function withHandle(file: string, flags: 'w' | 'r', work: (handle: number) => void): void {
  const handle = openSync(file, flags, 0o600);
  try {
    work(handle);
  } finally {
    closeSync(handle);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return undefined;
  }
}

/** Errors without a code are bugs and go on. */
function systemCode(thrown: unknown): string {
  if (thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string') return thrown.code;
  throw thrown;
}
