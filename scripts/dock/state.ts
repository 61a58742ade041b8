import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { DockContext } from './dock-context.ts';
import type { DeviceName } from './machine.ts';
import type { DockState } from './messages.ts';
import { readFaults } from './platform-faults.ts';
import { receiptsOf } from './receipts.ts';

/** Everything the dock shows, as of now. */
export async function stateOf(context: DockContext): Promise<DockState> {
  const { machine, platform } = context;
  const kiosk = context.kiosk();
  const [faults, documents] = await Promise.all([readFaults(context), documentsIn(context.documentsDirectory)]);
  const plug = (name: DeviceName) => ({
    plugged: machine.isPlugged(name),
    port: machine.port(name),
  });
  return {
    kiosk: { running: kiosk?.running === true, screen: kiosk?.screen ?? null },
    reader: { ...plug('reader'), card: machine.card },
    chipReader:
      context.chipReader === null ? null : { plugged: context.chipReader.plugged, card: context.chipReader.card },
    scanner: { ...plug('scanner'), reading: machine.scannerReads },
    printer: { ...plug('printer'), ...machine.printerPanel.state() },
    board: { ...plug('board'), ...machine.boardPanel.state() },
    camera: { plugged: context.camera.plugged, scene: context.camera.scene },
    platform: {
      running: platform.running,
      url: platform.url,
      mode: faults?.mode ?? 'none',
      basesUnavailable: faults?.basesUnavailable ?? [],
    },
    receipts: receiptsOf(machine),
    documents,
  };
}

/** The PDFs of the file printer, newest first. */
export async function documentsIn(directory: string): Promise<DockState['documents']> {
  // The folder appears with the first document, and a document may go while we look.
  const names = (await unlessGone(readdir(directory))) ?? [];
  const found: DockState['documents'] = [];
  for (const name of names.filter((one) => /^[\w-]+\.pdf$/.test(one))) {
    const entry = await unlessGone(stat(path.join(directory, name)));
    if (entry !== null) found.push({ name, bytes: entry.size, at: entry.mtime.toISOString() });
  }
  return found.sort((left, right) => right.at.localeCompare(left.at));
}

async function unlessGone<T>(looked: Promise<T>): Promise<T | null> {
  try {
    return await looked;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
