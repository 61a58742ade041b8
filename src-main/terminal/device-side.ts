import type { DeviceEvent, KeypadKey } from '../../drivers/contract/index.ts';
import type { Channel } from '../channel/channel.ts';
import type { Output } from '../contract/catalogue.ts';
import type { Config } from '../contract/config.ts';
import { WEDGE_PORT } from '../contract/config-devices.ts';
import type { ServiceScreen } from '../contract/screens.ts';
import type { Logger } from '../logging/logger.ts';
import { Cabinet, type CabinetNews } from './devices/cabinet.ts';
import { checkCameras } from './devices/camera-check.ts';
import { Cameras } from './devices/cameras.ts';
import { noteCamerasSeen } from './devices/cameras-seen.ts';
import { CodeScanner } from './devices/code-scanner.ts';
import { DeviceClient } from './devices/device-client.ts';
import { type AskedJob, DocumentReadiness } from './devices/document-readiness.ts';
import { FaceWatch } from './devices/face-watch.ts';
import { FraudWatch } from './devices/fraud-watch.ts';
import { writeGuestAct } from './devices/guest-paper.ts';
import { GuestSlots } from './devices/guest-slots.ts';
import { GuestsAway } from './devices/guests-away.ts';
import { guidedBy } from './devices/guide-lights.ts';
import { KeyboardWedge } from './devices/keyboard-wedge.ts';
import { LeftPaper } from './devices/left-paper.ts';
import { tellRetractBin } from './devices/retract-bin.ts';
import { specialPaperRefused, tellSpecialPaper } from './devices/special-paper.ts';
import { whenFree } from './devices/when-free.ts';
import { capacityOf } from './diagnostics/consumables.ts';
import { retractUse } from './diagnostics/consumption.ts';
import { DeviceHistory } from './diagnostics/device-history.ts';
import { fittedIn } from './diagnostics/device-titles.ts';
import type { AuditAct } from './ledger/audit-acts.ts';
import type { Ledger } from './ledger/ledger.ts';
import { screenOf } from './session/view/screens.ts';
import { paperLeft, type SessionState, screenName } from './session/view/state.ts';

export interface DeviceSideOptions {
  readonly config: Config;
  readonly ledger: Ledger;
  readonly log: Logger['log'];
  /** Something stands in the audit that the platform is to get. */
  readonly recorded: () => void;
  /** A status, an ability or a health may be another. */
  readonly onChange: () => void;
  /** The same, and the page shows something of it. */
  readonly onVisibleChange: () => void;
  readonly onCabinetNews: (news: CabinetNews) => void;
  readonly onKey: (key: KeypadKey) => void;
  /** A chip card left its reader. */
  readonly onChipPulled: () => void;
  /** Another program of this machine asks for staff's door, or asks staff to leave. */
  readonly onGuestWish: (wish: 'enter' | 'exit') => void;
  /** Somebody of staff has the screen. */
  readonly staffInside: () => boolean;
  /** The page on stage may have a camera from now on, or no longer. */
  readonly onCamera: (open: boolean) => void;
  /** A code is wanted from the keyboard-wedge scanner, or no longer. */
  readonly onWedge: (wanted: boolean) => void;
  /** Shorter in tests only; milliseconds. */
  readonly leftMs: number | undefined;
  readonly validateMs: number | undefined;
}

export type DeviceSide = ReturnType<typeof createDeviceSide>;

/** Everything with a plug: the device host's devices, the page's cameras, the cabinet, and who looks after them. */
export function createDeviceSide(options: DeviceSideOptions) {
  const { config, ledger, log, onChange, onVisibleChange } = options;
  const now = () => performance.now();
  const history = new DeviceHistory();
  const note = (act: AuditAct, detail: string): boolean => {
    const noted = ledger.service.act({ staff: '-', act, detail });
    if (noted.ok) options.recorded();
    return noted.ok;
  };
  const cabinet = new Cabinet({
    now,
    write: (detail) => note('cabinet', detail),
    log,
    presenceLight: config.devices.auxiliaries?.presenceLight ?? null,
    alarmLight: config.devices.auxiliaries?.alarmLight ?? null,
    setLight: (position, light) => void whenFree(() => client.request('auxiliaries.setLight', { position, light })),
    alarm: (detail) => note('alarm', detail),
    leftMs: options.leftMs,
    staffInside: options.staffInside,
    setVolume: (volume) => whenFree(() => client.request('auxiliaries.setVolume', { volume })),
    onNews: options.onCabinetNews,
    onChange: onVisibleChange,
  });
  const cameras = new Cameras({
    configured: config.devices.camera,
    now,
    gate: options.onCamera,
    onChange: onVisibleChange,
    onSeen: (labels) => noteCamerasSeen(config.terminal.dataDirectory, labels, new Date()),
  });
  const wedge =
    config.devices.barcodeReader?.port === WEDGE_PORT ? new KeyboardWedge({ now, want: options.onWedge }) : null;
  const client: DeviceClient = new DeviceClient({
    fitted: fittedIn(config),
    now,
    onChange,
    onEvent: told,
    writeGuestAct: (act) => {
      const noted = writeGuestAct(ledger, act, Date.now());
      // What is not written down does not begin.
      if (noted || act.outcome !== 'begun') guestSlots.take(act);
      if (noted) options.recorded();
      return noted;
    },
    onInputs: (inputs) => cabinet.take(inputs),
    onKey: (key) => {
      if (!cabinet.pressed()) options.onKey(key);
    },
    onVendorMode: (word) => {
      if (word === 'quiet') guests.said();
      else {
        note('vendorMode', word);
        options.onGuestWish(word);
      }
    },
    own: [
      {
        deviceClass: 'camera',
        view: () => cameras.status() ?? { health: 'unknown', status: null },
        checkHealth: (level, check) =>
          checkCameras({ cameras, read: (wanted) => scanner.readByCamera(wanted) }, level, check),
      },
      ...(wedge === null ? [] : [wedge]),
    ],
    log,
  });
  const fraud = new FraudWatch((detail) => {
    note('alarm', detail);
    cabinet.alarm();
  });
  const guestSlots = new GuestSlots(now);
  const guests = new GuestsAway((step) => client.vendorMode(step));
  const scanner = new CodeScanner(client, cameras);
  const faces = new FaceWatch(cameras);
  const documents = new DocumentReadiness({
    validate: ({ copies, paper, sides }) =>
      whenFree(() => client.request('document.validate', { copies, paper, sides })),
    onChange,
    askAgainMs: options.validateMs,
  });
  const leftReceipt = new LeftPaper({ retract: () => client.request('receipt.retract', {}), now });
  const leftPage = new LeftPaper({ retract: () => client.request('document.retract', {}), now });
  function lookForLeftPaper(state: SessionState): void {
    const { receipt, page } = paperLeft(state);
    leftReceipt.look(receipt);
    leftPage.look(page);
  }

  /** The ledger keeps the count of the retract bin over restarts. */
  function tellBin(): void {
    tellRetractBin(ledger, (bin) => void whenFree(() => client.request('receipt.retractBinHolds', bin)));
  }

  const tellStock = (): void => tellSpecialPaper({ config, ledger, devices: client });

  function told(event: DeviceEvent): void {
    log('device.event', { device: event.deviceClass, name: event.name });
    history.told(event);
    if (event.name === 'Device.Attached' && event.deviceClass === 'receiptPrinter') tellBin();
    if (event.name === 'Device.Attached' && event.deviceClass === 'documentPrinter') tellStock();
    if (event.name === 'CardReader.MediaRemovedEvent' && event.deviceClass === 'cardReader') options.onChipPulled();
    // What jammed on its way lies elsewhere, and a page printer's bin is not the receipts'.
    if (event.deviceClass !== 'receiptPrinter') return;
    if (event.name === 'Printer.MediaAutoRetractedEvent' && event.detail !== 'jammed')
      ledger.service.consume(retractUse(Date.now(), capacityOf('retractBin', config)));
  }

  return {
    client,
    cabinet,
    cameras,
    scanner,
    faces,
    history,
    guests,
    fraud,
    /** Why the document printer would refuse a job; null while nothing speaks against one. */
    documentRefused: () => documents.refused,
    /** The same of documents on special stock alone: none is fitted, none is left, or the printer has no such tray. */
    specialPaperRefused: () =>
      specialPaperRefused(config, client.view().documentPrinter?.status) ?? documents.specialRefused,
    /** What hangs in a slot, or may soon, that another program printed for whoever stands there. */
    guestPaper: () => guestSlots.holds(),
    connect(channel: Channel): void {
      client.connect(channel);
      tellBin();
      tellStock();
    },
    wedgeCode: (text: string): void => wedge?.code(text),
    /** The journey went on: the host knows whether somebody is served, the light is where the hand goes. */
    follow(state: SessionState, service: ServiceScreen | null): void {
      const occupied = !state.matches('attract');
      client.occupy(occupied);
      if (occupied) guestSlots.forget();
      documents.seen(...documentsAt(state));
      lookForLeftPaper(state);
      cabinet.guide(guidedBy(service ?? screenOf(state)));
    },
    /** Draws back a receipt or a page that nobody took, as soon as one hangs there. */
    lookForLeftPaper,
    stop(): void {
      cameras.stop();
      cabinet.stop();
      documents.stop();
    },
  };
}

/** The screen, and the most that the item which is open asks of the document printer at once; null for nothing. */
function documentsAt(state: SessionState): [screen: string, job: AskedJob | null] {
  const outputs = state.context.visit.item?.outputs ?? [];
  const worst = (one: Output) => (one.paper === 'special' ? 100 : 0) + (one.sides === undefined ? 0 : 10) + one.copies;
  return [screenName(state), [...outputs].sort((a, b) => worst(b) - worst(a))[0] ?? null];
}
