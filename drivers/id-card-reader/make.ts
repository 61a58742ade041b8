import { readFile } from 'node:fs/promises';
import { type Clock, fail, type IdCardReader, ok, type Result, type Transport } from '../contract/index.ts';
import { createHidTransport, createTransport, createUsbPipes, isHidPort, isUsbPort } from '../transports/index.ts';
import { SdtIdCardReader } from './driver.ts';
import { HidByteStream } from './hid-byte-stream.ts';
import { type HidWrapperProfile, hidWrapperProfileSchema } from './hid-wrapper.ts';
import { hidWrapperProfiles } from './hid-wrapper-profiles.ts';
import { UsbSdtTransport } from './usb-sdt-transport.ts';

export interface IdCardReaderOptions {
  /** Serial path, `tcp://host:port`, `usb://0400:c35a[/serial]`, `hid://vid:pid[/serial]` or a HID path. */
  readonly port: string;
  /** Serial paths only. */
  readonly baudRate?: number;
  /** HID only: how its reports carry the protocol. */
  readonly wrapper?: HidWrapperProfile;
  /** Puts something between driver and transport: a recorder, a counter. */
  readonly tap?: (transport: Transport) => Transport;
  readonly clock?: Clock;
}

/** 115200 is the readers' own default. */
const DEFAULT_BAUD_RATE = 115_200;
const KNOWN = [...hidWrapperProfiles.keys()].join(', ');
/** A profile is a page of JSON. Bytes. */
const LONGEST_PROFILE = 16_384;

/** Makes the closed reader for a configured port, or says which word of the configuration is wrong. */
export function createIdCardReader(options: IdCardReaderOptions): Result<IdCardReader, string> {
  const transport = transportOf(options);
  if (!transport.ok) return transport;
  const { tap = (inner) => inner, clock } = options;
  return ok(new SdtIdCardReader(tap(transport.value), clock));
}

function transportOf({ port, baudRate, wrapper }: IdCardReaderOptions): Result<Transport, string> {
  if (isHidPort(port)) {
    if (!wrapper) return fail(`a HID card reader needs a wrapper: ${KNOWN}, or a JSON file`);
    const { usagePage, input } = wrapper;
    const hid = createHidTransport(port, {
      numbered: input.reportId !== 0,
      ...(usagePage === null ? {} : { usagePage }),
    });
    return hid.ok ? ok(new HidByteStream(hid.value, wrapper)) : fail(hid.error.message);
  }
  if (isUsbPort(port)) {
    const pipes = createUsbPipes(port);
    return pipes.ok ? ok(new UsbSdtTransport(pipes.value)) : fail(pipes.error.message);
  }
  const transport = createTransport(port, { baudRate: baudRate ?? DEFAULT_BAUD_RATE });
  return transport.ok ? transport : fail(transport.error.message);
}

/** A wrapper by its name, or from a JSON file. */
export async function wrapperProfile(nameOrFile: string): Promise<Result<HidWrapperProfile, string>> {
  const known = hidWrapperProfiles.get(nameOrFile);
  if (known) return ok(known);
  const text = await readFile(nameOrFile, 'utf8').catch(() => null);
  if (text === null) return fail(`"${nameOrFile}" is neither a known wrapper (${KNOWN}) nor a file`);
  if (text.length > LONGEST_PROFILE) return fail(`"${nameOrFile}" is too long for a wrapper profile`);
  return parseProfile(nameOrFile, text);
}

function parseProfile(file: string, text: string): Result<HidWrapperProfile, string> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(`"${file}" is no JSON`);
  }
  const profile = hidWrapperProfileSchema.safeParse(json);
  if (profile.success) return ok(profile.data);
  const [issue] = profile.error.issues;
  return fail(`"${file}": ${issue?.path.join('.') || 'profile'}: ${issue?.message ?? 'wrong'}`);
}
