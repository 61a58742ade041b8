import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type ActorOptions, createActor } from 'xstate';
import { fail, ok, type Result } from '../../drivers/contract/result.ts';
import type { DeviceStatus, Health } from '../../drivers/contract/status.ts';
import type { Channel } from '../channel/channel.ts';
import type { Config } from '../contract/config.ts';
import { WEDGE_PORT } from '../contract/config-devices.ts';
import type { Logger } from '../logging/logger.ts';
import { Cabinet } from './devices/cabinet.ts';
import { checkCameras } from './devices/camera-check.ts';
import { Cameras } from './devices/cameras.ts';
import { CodeScanner } from './devices/code-scanner.ts';
import { DeviceClient } from './devices/device-client.ts';
import { DocumentReadiness } from './devices/document-readiness.ts';
import { FaceWatch } from './devices/face-watch.ts';
import { writeGuestAct } from './devices/guest-paper.ts';
import { guidedBy } from './devices/guide-lights.ts';
import { KeyboardWedge } from './devices/keyboard-wedge.ts';
import { LateProofs, type ProvedFate } from './devices/late-proofs.ts';
import { LeftPaper } from './devices/left-paper.ts';
import { tellRetractBin } from './devices/retract-bin.ts';
import { capacityOf } from './diagnostics/consumables.ts';
import { movingUse, retractUse } from './diagnostics/consumption.ts';
import { DeviceHistory } from './diagnostics/device-history.ts';
import { fittedIn } from './diagnostics/device-titles.ts';
import { openDiagnostics } from './diagnostics/open-diagnostics.ts';
import { openLedger } from './ledger/ledger.ts';
import { openCatalogueStore } from './platform-client/catalogue-store.ts';
import {
  type ClientError,
  type ClientTimeouts,
  createPlatformClient,
  type PlatformClient,
} from './platform-client/client.ts';
import { loadPlatformKeys } from './platform-client/keys.ts';
import { createPlatformLink } from './platform-link.ts';
import { createRendererLink } from './renderer-link.ts';
import { DocumentShelf } from './session/effects/document-shelf.ts';
import { createEffects } from './session/effects/index.ts';
import { localTime } from './session/effects/local-time.ts';
import { fateOfProof } from './session/effects/print.ts';
import { PrintAttempts } from './session/effects/print-attempts.ts';
import { ScanShelf } from './session/effects/scan-shelf.ts';
import { whenFree } from './session/effects/when-free.ts';
import { createSessionMachine, type SessionMachine } from './session/machine.ts';
import { recoveredPaper } from './session/recovered-paper.ts';
import { takeCommand } from './session/take-command.ts';
import type { World } from './session/types.ts';
import { paperLeft, type SessionState, screenName, screenOf, snapshotOf } from './session/view.ts';
import { createSyncEngine } from './sync/engine.ts';
import { sealSubmission } from './sync/seal.ts';
import type { SyncTimes } from './sync/times.ts';
import { watchIngest } from './sync/watched-ingest.ts';

/** Health ages and dates change without an event: the world is looked at this often. */
const WORLD_EVERY_MS = 1000;
/** A decision takes a second; longer than this nobody should stand and wait. */
const DECIDE_WITHIN_MS = 30_000;
const MAINTAIN_EVERY_MS = 10 * 60_000;
/** A machine that takes nothing for want of room looks this often whether somebody made some. */
const LOOK_FOR_ROOM_EVERY_MS = 5_000;

export interface Terminal {
  connectRenderer(channel: Channel): void;
  connectDevices(channel: Channel): void;
  /** What a keyboard-wedge scanner typed; forgotten where none is declared or nobody waits. */
  wedgeCode(text: string): void;
  stop(): Promise<void>;
}

/**
 * Puts the terminal together: ledger, link to the platform, devices, session. Fails with one sentence when it must
 * not start: a ledger it does not understand, keys it cannot trust.
 */
export async function startTerminal(options: {
  config: Config;
  log: Logger['log'];
  onSessionEnded: () => void;
  /** The page on stage may have a camera from now on, or no longer. */
  onCamera?: (open: boolean) => void;
  /** A code is wanted from the keyboard-wedge scanner, or no longer. */
  onWedge?: (wanted: boolean) => void;
  /** Where the configuration came from, for the engineer's page. */
  configFile?: string;
  /** A technician asks for it; whoever started this process does it. */
  onRestart?: (what: 'app' | 'deviceHost' | 'machine') => void;
  /** Shorter in tests only. */
  decideWithinMs?: number;
  /** Other waits, and a clock for the session; in tests only. */
  waits?: {
    client?: Partial<ClientTimeouts>;
    sync?: SyncTimes;
    session?: ActorOptions<SessionMachine>['clock'];
    leftMs?: number;
    pollMs?: number;
  };
}): Promise<Result<Terminal, { message: string }>> {
  const { config, log, waits = {} } = options;
  const data = config.terminal.dataDirectory;
  const keys = await loadPlatformKeys(config.platform.keysFile);
  if (!keys.ok) return keys;
  const authority = readAuthority(config.platform.certificateAuthorityFile);
  if (!authority.ok) return authority;
  const opened = openLedger({ file: path.join(data, 'ledger.db'), terminal: config.terminal.id });
  if (!opened.ok) return fail({ message: opened.error.message });
  const ledger = opened.value;
  const recovered = ledger.recover((row) => movingUse(row, Date.now()));
  if (!recovered.ok) return fail({ message: recovered.error.message });
  if (recovered.value.crashedSession !== null) {
    log('session.recovered', {
      submitted: recovered.value.submittedCase !== null,
      paperUnknown: recovered.value.paperUnknown,
    });
  }

  let refusedCommands = 0;
  let revision = 0;
  let lastWorld = '';
  let clockOffset: number | null = null;
  /** The operator's switch was turned while somebody was served. */
  let staffCalled = false;
  const client = createPlatformClient({
    url: config.platform.url,
    terminalKey: config.platform.terminalKey,
    keys: keys.value,
    certificateAuthority: authority.value,
    timeouts: waits.client,
    onServerTime: (there) => {
      clockOffset = Date.now() - there;
    },
  });
  const link = createPlatformLink({
    client,
    store: openCatalogueStore(path.join(data, 'catalogue.json'), keys.value),
    onChange: () => lookAround(),
    log,
    onBack: () => sync.reachable(),
    clockOffset: () => clockOffset,
    pollMs: waits.pollMs,
  });
  const sending = watchIngest(client);
  const sync = createSyncEngine({
    ledger,
    client: sending.client,
    terminal: config.terminal.id,
    times: waits.sync,
    onAlarm: (alarm) => log('sync.alarm', { alarm }),
    onDesiredRevision: (desired) => link.doorbell(desired),
  });
  const history = new DeviceHistory();
  const note = (act: string, detail: string): boolean => {
    const noted = ledger.service.act({ staff: '-', act, detail });
    if (noted.ok) sync.recorded('A');
    return noted.ok;
  };
  const cabinet = new Cabinet({
    now: () => performance.now(),
    write: (detail) => note('cabinet', detail),
    log,
    presenceLight: config.devices.auxiliaries?.presenceLight ?? null,
    setLight: (position, light) => void whenFree(() => devices.request('auxiliaries.setLight', { position, light })),
    alarm: (detail) => note('alarm', detail),
    leftMs: waits.leftMs,
    staffInside: () => session.getSnapshot().matches('service'),
    setVolume: (volume) => void whenFree(() => devices.request('auxiliaries.setVolume', { volume })),
    onNews: (news) => {
      session.send({ type: news });
      if (news === 'operator.called') callStaff();
      // Nobody came in while the switch was turned: the screen is the citizens' again.
      if (news === 'operator.gone') diagnostics.leaveDoor();
    },
    onChange: () => {
      lookAround();
      renderer.publish();
    },
  });
  const cameras = new Cameras({
    configured: config.devices.camera,
    now: () => performance.now(),
    gate: (open) => options.onCamera?.(open),
    onChange: () => {
      lookAround();
      renderer.publish();
    },
  });
  const wedge =
    config.devices.barcodeReader?.port === WEDGE_PORT
      ? new KeyboardWedge({ now: () => performance.now(), want: (wanted) => options.onWedge?.(wanted) })
      : null;
  const devices: DeviceClient = new DeviceClient({
    fitted: fittedIn(config),
    now: () => performance.now(),
    onChange: () => lookAround(),
    onEvent: (event) => {
      log('device.event', { device: event.deviceClass, name: event.name });
      history.told(event);
      if (event.name === 'Device.Attached' && event.deviceClass === 'receiptPrinter') tellBin();
      // What jammed on its way lies elsewhere.
      if (event.name === 'Printer.MediaAutoRetractedEvent' && event.detail !== 'jammed')
        for (const used of retractUse(Date.now(), capacityOf('retractBin', config))) ledger.service.consume(used);
    },
    writeGuestAct: (act) => {
      const noted = writeGuestAct(ledger, act, Date.now());
      if (noted) sync.recorded('A');
      return noted;
    },
    onInputs: (inputs) => cabinet.take(inputs),
    onKey: (key) => {
      renderer.key(key);
      cabinet.touched();
      // While the countdown asks, a key that only moves is no answer yet.
      if (session.getSnapshot().context.visit.idleSecondsLeft === null) session.send({ type: 'touched' });
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
  const scanner = new CodeScanner(devices, cameras);
  const faces = new FaceWatch(cameras);
  const attempts = new PrintAttempts();
  const proofs = new LateProofs({
    ledger,
    resume: ({ jobId, named, handed }) => whenFree(() => devices.request('document.resume', { jobId, named, handed })),
    wallMs: () => Date.now(),
    onProved: (fate) => showProved(fate),
  });
  const documents = new DocumentReadiness({
    validate: (copies) => whenFree(() => devices.request('document.validate', { copies })),
    onChange: () => lookAround(),
  });

  /** The ledger keeps the count of the retract bin over restarts. */
  const tellBin = () =>
    tellRetractBin(ledger, (bin) => void whenFree(() => devices.request('receipt.retractBinHolds', bin)));
  const leftPaper = new LeftPaper({
    retract: () => devices.request('receipt.retract', {}),
    now: () => performance.now(),
  });

  const world = (): World => ({
    catalogue: link.catalogue(),
    devices: devices.view(),
    cameras: cameras.healths(),
    platform: link.state(),
    ledgerReady: ledger.canAccept().ok,
    powerLow: cabinet.powerLow,
    documentRefused: documents.refused,
    today: localTime(new Date()).slice(0, 10),
  });
  const effects = createEffects({
    config,
    ledger,
    devices,
    faces,
    proofs,
    attempts,
    platform: noticing(client, link.noticed),
    seal: (submission) => sealSubmission(submission, keys.value.seal),
    recorded: () => sync.recorded('A'),
    shelf: new DocumentShelf(),
    cameras,
    scans: new ScanShelf(),
    platformOnline: () => link.state() === 'online',
    decideWithinMs: options.decideWithinMs ?? DECIDE_WITHIN_MS,
    now: () => new Date(),
    sessionEnded: () => options.onSessionEnded(),
    log,
  });
  const { crashedSession, submittedCase, unknownJobs } = recovered.value;
  const recovery =
    crashedSession === null
      ? null
      : {
          submitted: submittedCase !== null,
          caseNumber: submittedCase,
          ...recoveredPaper(ledger, unknownJobs),
        };
  const machine = createSessionMachine(effects, config, recovery, world());
  const session = createActor(machine, waits.session === undefined ? {} : { clock: waits.session });
  const renderer = createRendererLink({
    snapshot: () => {
      const state = session.getSnapshot();
      const service = state.matches('service') ? diagnostics.screen() : null;
      const cabinetView = config.devices.auxiliaries === undefined ? undefined : cabinet.view();
      return snapshotOf(state, ++revision, service, cameras.view(), cabinetView);
    },
    onRefused: () => refuse('malformed'),
    onReplaced: () => {
      cameras.pageLost();
      // Whoever stands there now may be somebody else.
      if (session.getSnapshot().matches('service')) diagnostics.leave('restart');
      session.send({ type: 'page.lost' });
    },
    onCommand: (command) => {
      if (command.type !== 'camera') cabinet.touched();
      // A page that heard nothing for a while touches to learn where it is.
      if (command.type === 'touched') renderer.publish();
      // Nobody's touch. What is told of an opening that is just over comes late by nature.
      if (command.type === 'camera') cameras.told(command.told);
      else if (command.type === 'face') {
        if (!faces.told(command.told)) refuse('face');
      } else if (command.type === 'service') {
        if (!session.getSnapshot().matches('service') || !diagnostics.act(command.act)) refuse('service');
      } else if (!takeCommand(session, command)) refuse(command.type);
      else if (command.type === 'openService') diagnostics.enter();
    },
  });
  session.subscribe((state) => {
    devices.occupy(!state.matches('attract'));
    documents.seen(...documentsAt(state));
    leftPaper.look(paperLeft(state));
    cabinet.guide(guidedBy(state.matches('service') ? diagnostics.screen() : screenOf(state)));
    if (state.matches('attract') && staffCalled) callStaff();
    renderer.publish();
  });

  /** A printer told what became of a paper that was unknown: whoever is shown it sees the truth. */
  function showProved(fate: ProvedFate): void {
    const { jobId, state, explanation } = fate;
    log('paper.proved', { job: jobId, state, explanation: explanation ?? 'none' });
    sync.recorded('A');
    const attempt = attempts.ofJob(jobId);
    if (attempt !== null && attempt.sessionId === session.getSnapshot().context.visit.sessionId) {
      const { errorCode: _, ...shown } = fateOfProof('document', fate);
      session.send({ type: 'paper', id: attempt.paperId, ...shown });
    }
    if (unknownJobs.includes(jobId))
      session.send({ type: 'recovery.proved', paper: recoveredPaper(ledger, unknownJobs) });
  }

  /** The operator's switch: staff's door opens as soon as nobody is served, once for each turning. */
  function callStaff(): void {
    staffCalled = cabinet.operatorCalls;
    if (!staffCalled || !session.getSnapshot().matches('attract')) return;
    staffCalled = false;
    if (takeCommand(session, { type: 'openService' })) diagnostics.enter();
  }

  function refuse(command: string): void {
    log('session.commandRefused', { command, screen: screenName(session.getSnapshot()), refused: ++refusedCommands });
  }

  function lookAround(): void {
    if (session.getSnapshot().status !== 'active') return;
    const now = world();
    proofs.look(answers(now.devices.documentPrinter?.status ?? null));
    const digest = JSON.stringify([
      now.catalogue?.revision,
      now.platform,
      now.ledgerReady,
      now.powerLow,
      now.documentRefused,
      now.today,
      now.cameras,
      Object.entries(now.devices).map(([deviceClass, { health }]) => [deviceClass, health]),
      now.devices.receiptPrinter?.status?.media,
    ]);
    leftPaper.look(paperLeft(session.getSnapshot()));
    if (digest === lastWorld) return;
    lastWorld = digest;
    for (const { health, status } of Object.values(now.devices)) {
      if (status === null) continue;
      history.seen(status.deviceClass, health, status.faults[0] ?? '', performance.now());
      report(status, health);
    }
    session.send({ type: 'world', world: now });
    cabinet.look();
  }
  const reported = new Map<string, string>();
  function report(status: DeviceStatus, health: Health): void {
    const { deviceClass, device, faults } = status;
    const seen = `${health} ${device} ${faults.join()}`;
    if (reported.get(deviceClass) === seen) return;
    reported.set(deviceClass, seen);
    log('device.changed', { device: deviceClass, state: device, health, fault: faults[0] ?? 'none' });
    const noted = ledger.recordDeviceStatus(status);
    if (noted.ok) sync.recorded('B');
  }

  const diagnostics = openDiagnostics({
    config,
    ledger,
    devices,
    scanner,
    cameras,
    cabinet: () => cabinet.inputs,
    history,
    world,
    badgeKey: keys.value.sign,
    platformState: () => link.state(),
    platformTrouble: () => link.trouble(),
    sync: () => ({ ...sending.state(), trouble: sync.status().alarm ?? sync.status().trouble?.kind ?? null }),
    sendNow: () => sync.sendNow(),
    log,
    changed: () => renderer.publish(),
    onLeave: () => session.send({ type: 'service.left' }),
    configFile: options.configFile,
    restart: options.onRestart,
  });
  session.start();
  // The page that knew the person of before the crash must go, as after any session.
  if (recovery !== null) options.onSessionEnded();
  sync.start();
  await link.start();
  const watch = setInterval(lookAround, WORLD_EVERY_MS);
  const free = () => session.getSnapshot().matches('attract');
  const upkeep = setInterval(() => {
    if (free()) ledger.maintain();
  }, MAINTAIN_EVERY_MS);
  const room = setInterval(() => {
    // Also while staff are there, who made it perhaps.
    if ((free() || session.getSnapshot().matches('service')) && !ledger.canAccept().ok) ledger.maintain();
  }, LOOK_FOR_ROOM_EVERY_MS);

  return ok({
    connectRenderer: (channel) => renderer.connect(channel),
    connectDevices: (channel) => {
      devices.connect(channel);
      tellBin();
    },
    wedgeCode: (text) => wedge?.code(text),
    async stop() {
      clearInterval(watch);
      clearInterval(upkeep);
      clearInterval(room);
      session.stop();
      cameras.stop();
      cabinet.stop();
      documents.stop();
      proofs.stop();
      diagnostics.stop();
      renderer.stop();
      link.stop();
      await sync.stop();
      client.close();
      ledger.close();
    },
  });
}

function readAuthority(file: string | undefined): Result<string | undefined, { message: string }> {
  if (file === undefined) return ok(undefined);
  try {
    return ok(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : 'unknown';
    return fail({ message: `The certificate authority of the platform cannot be read: ${why}` });
  }
}

/** The screen, and how many copies the item that is open asks of the document printer at once; 0 for none. */
function documentsAt(state: SessionState): [screen: string, copies: number] {
  const outputs = state.context.visit.item?.outputs ?? [];
  return [screenName(state), Math.max(0, ...outputs.map(({ copies }) => copies))];
}

/** A printer that is there, whatever keeps it from printing, can be asked about its jobs. */
const answers = (status: DeviceStatus | null): boolean =>
  status !== null && !['offline', 'noDevice', 'powerOff', 'starting', 'unknown'].includes(status.device);

/** The same questions, and the link learns from each answer whether the platform is there. */
function noticing(client: PlatformClient, noticed: (error: ClientError | null) => void) {
  const tell = async <T>(asked: Promise<Result<T, ClientError>>, signal: AbortSignal | undefined) => {
    const answer = await asked;
    if (signal?.aborted !== true) noticed(answer.ok ? null : answer.error);
    return answer;
  };
  return {
    prefill: (request, signal) => tell(client.prefill(request, signal), signal),
    mine: (card, signal) => tell(client.mine(card, signal), signal),
    caseResult: (caseNumber, wait, signal) => tell(client.caseResult(caseNumber, wait, signal), signal),
    document: (id, sha256, signal) => tell(client.document(id, sha256, signal), signal),
  } satisfies Pick<PlatformClient, 'prefill' | 'mine' | 'caseResult' | 'document'>;
}
