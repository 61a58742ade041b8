/** What a simulated service says of itself: facts of the published classes, nothing of ours. */
export interface PeerService {
  /** Command to the exact versions it lists. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Completion versions that differ from the command's. */
  readonly completions?: Readonly<Record<string, string>>;
  readonly interfaces: readonly string[];
  /** Event to the exact versions it lists; none unless told. */
  readonly events?: Readonly<Record<string, readonly string[]>>;
  readonly status: Readonly<Record<string, unknown>>;
  readonly capabilities?: Readonly<Record<string, unknown>>;
  readonly model?: string;
  readonly serial?: string;
}

const COMMON = {
  'Common.Status': ['2.0'],
  'Common.Capabilities': ['2.0'],
  'Common.SetVersions': ['2.0'],
  'Common.Cancel': ['2.0'],
};
const COMMON_COMPLETIONS = { 'Common.Status': '3.0', 'Common.Capabilities': '3.0' };
const ONLINE = { device: 'online', devicePosition: 'inPosition' };

/** The same service as a 2021-1 one: every version is 1.0 and no completion differs. */
export const generationOne = (service: PeerService): PeerService => ({
  ...service,
  commands: Object.fromEntries(Object.keys(service.commands).map((name) => [name, ['1.0']])),
  completions: {},
});

export const scannerService: PeerService = {
  interfaces: ['Common', 'BarcodeReader'],
  commands: { ...COMMON, 'BarcodeReader.Read': ['2.0'], 'BarcodeReader.Reset': ['2.0'] },
  completions: { ...COMMON_COMPLETIONS, 'BarcodeReader.Read': '3.0' },
  status: { common: ONLINE, barcodeReader: { scanner: 'on' } },
  capabilities: { barcodeReader: { canFilterSymbologies: true } },
  model: 'Sample scanner',
  serial: 'BC-1',
};

export const printerService: PeerService = {
  interfaces: ['Common', 'Printer'],
  commands: {
    ...COMMON,
    'Printer.PrintRaw': ['3.0'],
    'Printer.PrintNative': ['3.0'],
    'Printer.ControlMedia': ['3.0'],
    'Printer.Reset': ['3.0'],
  },
  completions: {
    ...COMMON_COMPLETIONS,
    'Printer.PrintNative': '2.0',
    'Printer.ControlMedia': '2.0',
    'Printer.Reset': '2.0',
  },
  status: {
    common: ONLINE,
    printer: { media: 'notPresent', paper: { upper: 'full' }, blackMarkMode: 'off' },
  },
  capabilities: {
    printer: {
      type: { receipt: true },
      control: { cut: true, eject: true },
      mediaTaken: true,
      mediaPresented: true,
      autoRetractPeriod: 0,
      osPrinter: 'sample',
    },
  },
  model: 'Sample printer',
  serial: 'PR-1',
};

/** A receipt printer that holds paper out, sees it taken, and draws it back into a bin that its Storage counts. */
export const presenterService: PeerService = {
  ...printerService,
  interfaces: ['Common', 'Printer', 'Storage'],
  commands: { ...printerService.commands, 'Printer.RetractMedia': ['3.0'], 'Storage.GetStorage': ['2.0'] },
  completions: { ...printerService.completions, 'Printer.RetractMedia': '3.0', 'Storage.GetStorage': '2.1' },
  events: {
    'Common.StatusChangedEvent': ['3.0'],
    'Printer.MediaPresentedEvent': ['2.0'],
    'Printer.MediaTakenEvent': ['2.0'],
    'Printer.MediaAutoRetractedEvent': ['3.0'],
    'Storage.CountsChangedEvent': ['2.0'],
  },
  capabilities: {
    printer: {
      type: { receipt: true },
      control: { cut: true, eject: true, retract: true },
      mediaTaken: true,
      mediaPresented: true,
      autoRetractPeriod: 0,
      osPrinter: 'sample',
    },
  },
};

export const cardReaderService: PeerService = {
  interfaces: ['Common', 'CardReader'],
  commands: {
    ...COMMON,
    'CardReader.ReadRawData': ['2.0'],
    'CardReader.ChipIO': ['3.0'],
    'CardReader.ChipPower': ['2.0'],
    'CardReader.Move': ['2.0'],
    'CardReader.Reset': ['2.0'],
  },
  completions: { ...COMMON_COMPLETIONS, 'CardReader.ReadRawData': '3.0', 'CardReader.ChipPower': '3.0' },
  status: { common: ONLINE, cardReader: { media: 'notPresent', chipPower: 'noCard', chipModule: 'ok' } },
  capabilities: { cardReader: { type: 'motor' } },
  model: 'Sample card reader',
  serial: 'CR-1',
};

export const auxiliariesService: PeerService = {
  interfaces: ['Common', 'Auxiliaries', 'Lights'],
  commands: {
    ...COMMON,
    'Auxiliaries.Register': ['2.0'],
    'Auxiliaries.SetAuxiliaries': ['2.0'],
    'Lights.SetLight': ['3.0'],
  },
  completions: COMMON_COMPLETIONS,
  status: {
    common: ONLINE,
    auxiliaries: { cabinetDoor: 'closed', tamperSensor: 'off', proximitySensor: 'notPresent' },
  },
  model: 'Sample sensors',
  serial: 'AX-1',
};
