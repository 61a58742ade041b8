import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { z } from 'zod';
import type { FamilyName } from '../../drivers/receipt-printer/index.ts';
import type { configSchema } from '../../src-main/contract/config.ts';
import { BOARD_PROFILE } from './board-panel.ts';
import { SimulatedChipReader } from './chip-reader.ts';
import { inventedStaff } from './invented-staff.ts';
import { SimulatedMachine } from './machine.ts';
import { type PlatformProcess, startPlatform } from './platform-process.ts';
import { SimulatedCamera } from './simulated-camera.ts';

export const TERMINAL_ID = 'BDY-0001';

/** Everything a terminal needs around it on one machine: simulated devices, the embedded platform, a configuration. */
export interface Stack {
  readonly configFile: string;
  readonly directory: string;
  readonly machine: SimulatedMachine;
  /** The slot for social security cards; null where it is not wished or there can be none. */
  readonly chipReader: SimulatedChipReader | null;
  /** What every camera of a kiosk that is started with its switches sees. */
  readonly camera: SimulatedCamera;
  readonly platform: PlatformProcess;
  stop(): Promise<void>;
}

type ConfigInput = z.input<typeof configSchema>;

export async function startStack(options: {
  directory: string;
  /** Devices take the time real ones take. */
  realistic: boolean;
  /** `epson` unless told: a printer without a presenter. */
  printerFamily?: FamilyName;
  /** The machine has a board for doors, keypad and lights. */
  cabinet?: boolean;
  /** The machine has a slot for social security cards, where a card service of our own can run. */
  chipReader?: boolean;
  change?: (config: ConfigInput) => ConfigInput;
}): Promise<Stack> {
  const { printerFamily = 'epson' } = options;
  const directory = path.resolve(options.directory);
  mkdirSync(directory, { recursive: true });
  const machine = await SimulatedMachine.open({
    directory: path.join(directory, 'ports'),
    realistic: options.realistic,
    printerFamily,
  });
  const chipReader = options.chipReader === true ? await SimulatedChipReader.open() : null;
  const camera = new SimulatedCamera(path.join(directory, 'camera.y4m'));
  const key = terminalKey(path.join(directory, 'terminal-key'));
  const platformDirectory = path.join(directory, 'platform');
  const platform = await startPlatform({ directory: platformDirectory, terminal: { id: TERMINAL_ID, key } });
  const config: ConfigInput = {
    terminal: { id: TERMINAL_ID, dataDirectory: path.join(directory, 'terminal') },
    site: {
      name: { 'zh-CN': '示例市政务服务大厅', en: 'Example City Service Hall' },
      profile: 'hall',
      helpPhone: '12345',
    },
    platform: {
      url: platform.url,
      terminalKey: key,
      certificateAuthorityFile: path.join(platformDirectory, 'tls/ca.pem'),
      keysFile: path.join(platformDirectory, 'keys-public.json'),
    },
    devices: {
      idCardReader: { port: machine.port('reader') },
      barcodeReader: { port: machine.port('scanner'), family: 'newland' },
      receiptPrinter: { port: machine.port('printer'), family: printerFamily },
      ...(options.cabinet
        ? { auxiliaries: { port: machine.port('board'), profile: BOARD_PROFILE, presenceLight: 'cardReader' } }
        : {}),
      ...(chipReader === null ? {} : { cardReader: { reader: chipReader.name } }),
      documentPrinter: { kind: 'file', directory: path.join(directory, 'documents'), keep: true },
      // Chromium plays one file as the one camera there is: it serves as both.
      camera: { document: {}, face: {} },
    },
    // Measured for the drawn faces (`src-renderer/face/README.md`), as a site measures its own.
    face: { portraitDecoder: { kind: 'stand-in' }, similarity: 0.65 },
    service: { staffFile: 'staff.json' },
  };
  writeFileSync(path.join(directory, 'staff.json'), JSON.stringify({ staff: inventedStaff }, null, 2), { mode: 0o600 });
  const configFile = path.join(directory, 'terminal.json');
  writeFileSync(configFile, JSON.stringify(options.change?.(config) ?? config, null, 2), { mode: 0o600 });
  return {
    configFile,
    directory,
    machine,
    chipReader,
    camera,
    platform,
    async stop() {
      await platform.kill();
      await chipReader?.close();
      machine.close();
    },
  };
}

function terminalKey(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
