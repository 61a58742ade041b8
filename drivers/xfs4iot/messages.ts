import { fail, ok, type Result, unreachable } from '../contract/index.ts';
import { type Envelope, majorOf, parseEnvelope, type Refusal } from './envelope.ts';
import * as auxiliaries from './payloads/auxiliaries.ts';
import * as barcodeReader from './payloads/barcode-reader.ts';
import * as cardReader from './payloads/card-reader.ts';
import * as common from './payloads/common.ts';
import * as printer from './payloads/printer.ts';
import * as storage from './payloads/storage.ts';
import * as vendorMode from './payloads/vendor-mode.ts';
import type { CommandSpec, EventSpec } from './spec.ts';

/** Every command this product sends or serves, under one name for each interface. */
export { auxiliaries, barcodeReader, cardReader, common, printer, storage, vendorMode };

type AnyCommand = Pick<CommandSpec<unknown, unknown>, 'name' | 'commandMajors' | 'completionMajors'> & {
  readonly command: CommandSpec<unknown, unknown>['command'];
  readonly completion: CommandSpec<unknown, unknown>['completion'];
};

/** The commands we know. */
export const knownCommands: readonly AnyCommand[] = [
  common.status,
  common.capabilities,
  common.setVersions,
  common.cancel,
  common.getServices,
  cardReader.readRawData,
  cardReader.chipIo,
  cardReader.chipPower,
  cardReader.move,
  cardReader.reset,
  printer.printRaw,
  printer.printNative,
  printer.controlMedia,
  printer.retractMedia,
  printer.reset,
  barcodeReader.read,
  barcodeReader.reset,
  auxiliaries.register,
  auxiliaries.setAuxiliaries,
  auxiliaries.setLight,
  storage.getStorage,
  vendorMode.register,
  vendorMode.enterModeRequest,
  vendorMode.enterModeAcknowledge,
  vendorMode.exitModeRequest,
  vendorMode.exitModeAcknowledge,
];

/** The events we know. */
export const knownEvents: readonly EventSpec<unknown>[] = [
  common.statusChangedEvent,
  common.errorEvent,
  common.serviceDetailEvent,
  cardReader.insertCardEvent,
  cardReader.mediaInsertedEvent,
  cardReader.invalidMediaEvent,
  cardReader.mediaRemovedEvent,
  cardReader.mediaDetectedEvent,
  printer.mediaPresentedEvent,
  printer.mediaPresentedUnsolicitedEvent,
  printer.mediaTakenEvent,
  printer.mediaAutoRetractedEvent,
  printer.paperThresholdEvent,
  printer.tonerThresholdEvent,
  printer.inkThresholdEvent,
  printer.lampThresholdEvent,
  printer.retractBinThresholdEvent,
  printer.retractBinStatusEvent,
  storage.storageChangedEvent,
  storage.storageThresholdEvent,
  storage.countsChangedEvent,
  vendorMode.enterModeRequestEvent,
  vendorMode.modeEnteredEvent,
  vendorMode.exitModeRequestEvent,
  vendorMode.modeExitedEvent,
];

const commandsByName = new Map(knownCommands.map((spec) => [spec.name, spec]));
const eventsByName = new Map(knownEvents.map((spec) => [spec.name, spec]));

/** Is this a type, name and major version we have a schema for? An unknown triple is never accepted. */
export function isKnown({ type, name, version }: Pick<Envelope, 'type' | 'name' | 'version'>): boolean {
  const major = majorOf(version);
  switch (type) {
    case 'command':
      return commandsByName.get(name)?.commandMajors.includes(major) ?? false;
    case 'acknowledge':
      // Echoes the command's version, whatever it was.
      return commandsByName.has(name);
    case 'completion': {
      const spec = commandsByName.get(name);
      return spec !== undefined && [...spec.commandMajors, ...spec.completionMajors].includes(major);
    }
    case 'event':
    case 'unsolicited': {
      const spec = eventsByName.get(name);
      if (!spec?.majors.includes(major)) return false;
      // Generation 1 services send some of a command's events without its number and the other way round.
      return spec.comes === 'either' || (spec.comes === 'unsolicited') === (type === 'unsolicited');
    }
    default:
      return unreachable(type);
  }
}

/** Does the payload fit the schema of its triple? Failed completions only have to carry a readable `errorCode`. */
function fits(message: Envelope): boolean {
  switch (message.type) {
    case 'command':
      return commandsByName.get(message.name)?.command.safeParse(message.payload ?? {}).success ?? false;
    case 'completion': {
      if (message.completionCode !== 'success') return true;
      return commandsByName.get(message.name)?.completion.safeParse(message.payload ?? {}).success ?? false;
    }
    case 'event':
    case 'unsolicited':
      return eventsByName.get(message.name)?.payload.safeParse(message.payload ?? {}).success ?? false;
    case 'acknowledge':
      return true;
    default:
      return unreachable(message);
  }
}

/**
 * Reads one text frame and holds it against the schema of its (type, name, major version). Anything unknown is a
 * `Refusal`, never a message.
 */
export function parseMessage(text: string): Result<Envelope, Refusal> {
  const parsed = parseEnvelope(text);
  if (!parsed.ok) return parsed;
  const message = parsed.value;
  if (!isKnown(message)) return fail(refusalOf(message, 'unknownMessage'));
  return fits(message) ? ok(message) : fail(refusalOf(message, 'payload'));
}

export const refusalOf = (message: Envelope, why: Refusal['why']): Refusal => ({
  why,
  type: message.type,
  name: message.name,
  version: message.version,
  requestId: 'requestId' in message ? message.requestId : null,
  generation: message.generation,
});

/** The typed payload of an event when it is one of this spec's, else null. */
export function payloadOf<P>(spec: EventSpec<P>, message: Envelope): P | null {
  if ((message.type !== 'event' && message.type !== 'unsolicited') || message.name !== spec.name) return null;
  const payload = spec.payload.safeParse(message.payload ?? {});
  return payload.success ? payload.data : null;
}
