import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import { type Completion, completed } from '../../../drivers/contract/completion.ts';
import type { DeviceClass, DeviceStatus } from '../../../drivers/contract/status.ts';
import { health } from '../../../drivers/contract/status.ts';
import { type Config, configSchema } from '../../contract/config.ts';
import type { DeviceRequest, TrafficView } from '../../contract/device-messages.ts';
import { diagnosticsPageSchema, type Role } from '../../contract/diagnostics.ts';
import type { BoardWatch } from '../devices/cabinet.ts';
import type { DeviceView } from '../devices/own-devices.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { openTestLedger } from '../ledger/test-ledger.ts';
import { DeviceHistory } from './device-history.ts';
import type { OpenPage, PageContext, PageWish } from './page.ts';
import type { DiagnosticsServices } from './services.ts';

const NOON = Date.UTC(2026, 10, 21, 12);

/** Strict schemas at the border: what a page shows must fit the contract. */
export const seen = (page: OpenPage) => diagnosticsPageSchema.parse(page.view());

/** A page of one name, or the test fails. */
export function seenAs<N extends ReturnType<typeof seen>['page']>(page: OpenPage, name: N) {
  const view = seen(page);
  if (view.page !== name) throw new Error(`the page is ${view.page}, not ${name}`);
  return view as Extract<typeof view, { page: N }>;
}

/** Waits for what takes a moment: no bound of the product, only a slow machine's time. */
export const soon = <T>(check: () => T): Promise<T> => vi.waitFor(check, { timeout: 10_000, interval: 20 });

type Answer = (request: Record<string, unknown>, signal: AbortSignal | undefined) => Promise<Completion<unknown>>;

/** Everything a page needs: a real ledger, a clock in the test's hand, devices that answer as they are told. */
export class Bench {
  readonly folder = mkdtempSync(path.join(os.tmpdir(), 'diagnostics-'));
  wall = NOON;
  readonly ledger: Ledger = openTestLedger(path.join(this.folder, 'ledger.db'), {
    clock: { wallMs: () => this.wall },
  });
  readonly history = new DeviceHistory();
  readonly requests: string[] = [];
  readonly wishes: PageWish[] = [];
  readonly restarts: string[] = [];
  /** Cameras that were opened for somebody to look at. */
  readonly shown: string[] = [];
  readonly config: Config;
  statuses: Partial<Record<DeviceClass, DeviceStatus>> = {};
  answers: Partial<Record<DeviceRequest['command'], Answer>> = {};
  now = 100_000;
  changes = 0;
  sent = 0;
  cabinet: AuxiliariesSnapshot | null = null;
  /** Who tests the cabinet's board. */
  boardWatch: BoardWatch | null = null;
  /** Tests that have the sound. */
  soundHeld = 0;
  /** Who looks at what passes over which wire. */
  watching: { deviceClass: DeviceClass; listener: (traffic: TrafficView | null) => void } | null = null;
  platform: 'online' | 'offline' | 'unknown' = 'online';
  /** A print that the device host has not ended, or a printer at work. */
  paperMoves = false;
  /** What the ledger refused to write down. */
  unrecorded = 0;

  constructor(config: Partial<Record<keyof Config, unknown>> = {}) {
    mkdirSync(path.join(this.folder, 'logs'));
    this.config = configSchema.parse({
      terminal: { id: 'GZ-0001', dataDirectory: this.folder },
      site: { name: { 'zh-CN': '示例', en: 'Example' }, profile: 'hall', helpPhone: '12345' },
      platform: { url: 'http://127.0.0.1:1', terminalKey: 'a-terminal-key-for-tests', keysFile: '/keys.json' },
      devices: {
        idCardReader: { port: '/dev/reader' },
        receiptPrinter: { port: '/dev/printer', family: 'epson' },
        documentPrinter: { kind: 'ipp', uri: 'ipp://127.0.0.1:631/ipp/print' },
      },
      ...config,
    });
    for (const device of ['idCardReader', 'receiptPrinter', 'documentPrinter'] as const) this.says(device, {});
  }

  /** What a device says of itself from now on; `at` moves the observation. */
  says(deviceClass: DeviceClass, status: Partial<DeviceStatus>): void {
    const printer = deviceClass === 'receiptPrinter' || deviceClass === 'documentPrinter';
    this.statuses[deviceClass] = {
      deviceClass,
      device: 'online',
      media: null,
      paper: printer ? 'full' : null,
      action: 'none',
      faults: [],
      observedAt: this.now,
      evidence: 'asked -> fine',
      identity: null,
      model: deviceClass,
      ...status,
    };
  }

  services(more: Partial<DiagnosticsServices> = {}): DiagnosticsServices {
    return {
      config: this.config,
      version: '0.0.0',
      devices: {
        request: (async (command: DeviceRequest['command'], parameters: object, options?: { signal?: AbortSignal }) => {
          this.requests.push(command);
          const answer = this.answers[command];
          return answer === undefined
            ? completed({ passed: true, code: 'ok', evidence: 'fine' }, 'none')
            : answer({ ...parameters }, options?.signal);
        }) as DiagnosticsServices['devices']['request'],
        watchTraffic: (deviceClass, listener) => {
          this.watching = { deviceClass, listener };
          return () => {
            this.watching = null;
          };
        },
        paperMoves: () => this.paperMoves,
        view: () =>
          Object.fromEntries(
            Object.values(this.statuses).map((status): [DeviceClass, DeviceView] => [
              status.deviceClass,
              { health: health(status, this.now), status },
            ]),
          ),
      },
      cabinet: () => this.cabinet,
      board: {
        watch: (hear) => {
          this.boardWatch = hear;
          return () => {
            this.boardWatch = null;
          };
        },
        holdSound: () => {
          this.soundHeld += 1;
          return () => {
            this.soundHeld -= 1;
          };
        },
      },
      scanner: {
        fitted: 'barcodeReader' in this.statuses,
        read: ({ signal }) => this.#read(signal),
      },
      cameras: {
        places: ['document', 'face'],
        open: (place) => {
          this.shown.push(place);
          return () => this.shown.push('closed');
        },
      },
      events: this.history,
      since: (deviceClass) => this.history.since(deviceClass),
      items: { served: () => 10, total: () => 10, awayFor: () => 0 },
      ledger: this.ledger,
      platformState: () => this.platform,
      platformTrouble: () => (this.platform === 'offline' ? 'away' : 'none'),
      sync: () => ({ tries: 0, parked: { A: 0, B: 0 }, trouble: null }),
      sendNow: () => {
        this.sent += 1;
      },
      recorded: () => undefined,
      sendLogs: async () => ({ ok: false, error: { kind: 'offline', message: 'no platform on this bench' } }),
      logDirectory: path.join(this.folder, 'logs'),
      log: () => undefined,
      now: () => this.now,
      wallMs: () => this.wall,
      removable: () => null,
      configFile: null,
      configAtStart: '',
      restartable: [],
      restart: (what) => {
        this.restarts.push(what);
      },
      ...more,
    };
  }

  async #read(signal: AbortSignal | undefined): ReturnType<DiagnosticsServices['scanner']['read']> {
    this.requests.push('barcode.read');
    const answer = this.answers['barcode.read'] ?? (async () => completed({ text: 'a code', aim: null }, 'none'));
    return (await answer({}, signal)) as Awaited<ReturnType<DiagnosticsServices['scanner']['read']>>;
  }

  context(role: Role = 'technician', more: Partial<DiagnosticsServices> = {}): PageContext {
    const staff = { branchStaff: '1001', technician: '2001', engineer: '3001' }[role];
    return {
      services: this.services(more),
      who: { staff, role },
      changed: () => {
        this.changes += 1;
      },
      open: (wish) => this.wishes.push(wish),
      audit: (act, detail) => {
        const written = this.ledger.service.act({ staff, act, detail });
        if (!written.ok) throw new Error(written.error.message);
      },
      unrecorded: () => {
        this.unrecorded += 1;
      },
    };
  }

  /** The cabinet's board, everything fitted and at rest, but for `over`. */
  boardSays(over: Partial<AuxiliariesSnapshot> = {}): void {
    this.says('auxiliaries', {});
    this.cabinet = {
      presence: 'present',
      doors: { cabinet: 'closed' },
      tamper: 'off',
      ups: { state: 'good', percent: 100 },
      operatorSwitch: 'run',
      headset: 'unplugged',
      keypad: true,
      lights: { cardReader: null },
      routes: ['speaker', 'headset'],
      volume: null,
      ...this.cabinet,
      ...over,
    };
    this.boardWatch?.inputs(this.cabinet);
  }

  /** Acts in the audit, oldest first. */
  acts(): string[] {
    const acts = this.ledger.service.acts(1000);
    return acts.ok ? acts.value.map(({ act, detail }) => `${act} ${detail}`).reverse() : [];
  }

  /** Every test on record, oldest first. */
  tests(): { what: string; outcome: string; code: string }[] {
    const tests = this.ledger.service.tests(1000);
    return tests.ok ? tests.value.map(({ what, outcome, code }) => ({ what, outcome, code })).reverse() : [];
  }

  /** Time on both clocks, milliseconds. */
  passes(ms: number): void {
    this.now += ms;
    this.wall += ms;
  }

  close(): void {
    this.ledger.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** An answer that comes when the test wants it; it ends early, as a device does, when it is called off. */
export function later(): { answer: Answer; settle: (completion: Completion<unknown>) => void; aborted: () => boolean } {
  let settle: (completion: Completion<unknown>) => void = () => undefined;
  let aborted = false;
  const promise = new Promise<Completion<unknown>>((resolve) => {
    settle = resolve;
  });
  return {
    answer: (_request, signal) => {
      signal?.addEventListener('abort', () => {
        aborted = true;
      });
      return promise;
    },
    settle: (completion) => settle(completion),
    aborted: () => aborted,
  };
}

/** Lets everything that is due in this turn happen. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
