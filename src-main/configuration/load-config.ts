import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Result } from '../../drivers/contract/result.ts';
import { type Config, configSchema } from '../contract/config.ts';
import { SERVICE_FILES } from '../contract/config-devices.ts';
import { folderProblem } from './folder-problem.ts';
import { issueSentences, spoiltTexts } from './issue-sentences.ts';
import { jsonFlaw } from './json-flaw.ts';
import { productionProblems } from './production.ts';
import { isPlace } from './program-places.ts';

export interface ConfigError {
  /** All problems, one sentence a line; names fields and never repeats values. */
  readonly message: string;
  readonly problems: readonly string[];
}

export interface LoadConfigOptions {
  /** Also refuse what may only exist on a developer's machine (`productionProblems`). */
  readonly production?: boolean;
}

/** Many times what every setting takes. */
const LARGEST = 256 * 1024;

/**
 * Reads and checks the terminal's configuration. Defaults are filled in; every path in the result is absolute,
 * relative ones count from the file's own folder.
 */
export function loadConfig(file: string, { production = false }: LoadConfigOptions = {}): Result<Config, ConfigError> {
  const name = path.basename(file);
  const refuse = (problems: readonly string[]): Result<Config, ConfigError> =>
    fail({ problems, message: problems.map((problem) => `${name}: ${problem}`).join('\n') });
  let text: string;
  try {
    if (statSync(file).size > LARGEST)
      return refuse([`The file is larger than ${LARGEST / 1024} KB; it is no configuration.`]);
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown;
    if (thrown.code === 'EISDIR') return refuse(['It is a folder; name the file in it.']);
    if (thrown.code === 'ENOENT') return refuse([`The file does not exist (looked for ${path.resolve(file)}).`]);
    return refuse([`The file cannot be read (${String(thrown.code)}).`]);
  }
  const plain = text.replace(/^\uFEFF/, '');
  const flaw = jsonFlaw(plain);
  if (flaw !== null)
    return refuse([`${flaw.parses ? '' : 'The file is not JSON: '}${flaw.what} (${place(flaw.at, plain)}).`]);
  const json: unknown = JSON.parse(plain);
  const spoilt = spoiltTexts(json);
  if (spoilt.length > 0) return refuse(spoilt);
  const parsed = configSchema.safeParse(json);
  if (!parsed.success) return refuse(issueSentences(parsed.error.issues, json));
  const config = resolvePaths(parsed.data, path.dirname(path.resolve(file)));
  const folder = folderProblem(config.terminal.dataDirectory);
  const problems = [
    ...(folder === null ? [] : [`terminal.dataDirectory ${folder}.`]),
    ...(production ? productionProblems(config, statSync(file).mode) : []),
  ];
  return problems.length > 0 ? refuse(problems) : ok(config);
}

function resolvePaths(config: Config, folder: string): Config {
  const { terminal, platform, devices, service, conformance, face } = config;
  const { certificateAuthorityFile, ...reached } = platform;
  const absolute = (given: string) => path.resolve(folder, given);
  return {
    ...config,
    terminal: { ...terminal, dataDirectory: absolute(terminal.dataDirectory) },
    platform: {
      ...reached,
      keysFile: absolute(platform.keysFile),
      ...(certificateAuthorityFile === undefined
        ? {}
        : { certificateAuthorityFile: absolute(certificateAuthorityFile) }),
    },
    ...(service === undefined ? {} : { service: resolveService(service, absolute) }),
    ...(conformance === undefined
      ? {}
      : {
          conformance: {
            reportsDirectory: absolute(conformance.reportsDirectory),
            trustedKeysFile: absolute(conformance.trustedKeysFile),
          },
        }),
    ...(face?.portraitDecoder.kind !== 'program'
      ? {}
      : {
          face: {
            ...face,
            portraitDecoder: { kind: 'program', command: resolveCommand(face.portraitDecoder.command, absolute) },
          },
        }),
    devices: resolveDevices(devices, absolute),
  };
}

/** Else the system's own places are looked through. */
const resolveCommand = ([program = '', ...parameters]: readonly string[], absolute: (given: string) => string) => [
  isPlace(program) ? absolute(program) : program,
  ...parameters,
];

/** A profile of ours by its name, or the site's own in a file: that has a slash or ends in `.json`. */
const NAME_OR_FILE: readonly string[] = ['wrapper', 'profile'];
const isNameOrFile = (field: string): boolean => NAME_OR_FILE.includes(field);
const isFile = (text: string): boolean => isPlace(text) || text.endsWith('.json');

/** The files of services, and the file printer's folder. */
function resolveDevices(devices: Config['devices'], absolute: (given: string) => string): Config['devices'] {
  const files = <D extends object>(device: D): D => {
    const resolved = [...SERVICE_FILES, ...NAME_OR_FILE].flatMap((field) => {
      const given: unknown = Reflect.get(device, field);
      if (typeof given !== 'string' || (isNameOrFile(field) && !isFile(given))) return [];
      return [[field, absolute(given)] as const];
    });
    return { ...device, ...Object.fromEntries(resolved) };
  };
  const { idCardReader, barcodeReader, receiptPrinter, documentPrinter, cardReader, auxiliaries } = devices;
  return {
    ...devices,
    ...(idCardReader && { idCardReader: files(idCardReader) }),
    ...(barcodeReader && { barcodeReader: files(barcodeReader) }),
    ...(receiptPrinter && { receiptPrinter: files(receiptPrinter) }),
    ...(cardReader && { cardReader: files(cardReader) }),
    ...(auxiliaries && { auxiliaries: files(auxiliaries) }),
    ...(documentPrinter && {
      documentPrinter:
        documentPrinter.kind === 'file'
          ? { ...documentPrinter, directory: absolute(documentPrinter.directory) }
          : files(documentPrinter),
    }),
  };
}

function resolveService(
  { staffFile, usbDirectory, restartMachine }: NonNullable<Config['service']>,
  absolute: (given: string) => string,
): NonNullable<Config['service']> {
  return {
    staffFile: absolute(staffFile),
    ...(usbDirectory === undefined ? {} : { usbDirectory: absolute(usbDirectory) }),
    ...(restartMachine === undefined ? {} : { restartMachine: resolveCommand(restartMachine, absolute) }),
  };
}

/** Line and column as editors count them. */
function place(at: number, text: string): string {
  const before = text.slice(0, at).split('\n');
  return `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}
