import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline/promises';
import { profileOf } from '../auxiliaries/index.ts';
import {
  type CommandLine,
  EXIT_DEVICE_ERROR,
  namedFile,
  whyNotWritable,
  whyNotWritten,
} from '../command-line/index.ts';
import { fail, ok, type Result } from '../contract/index.ts';
import { wrapperProfile } from '../id-card-reader/index.ts';
import { driverEntries, driverVersion } from './driver-version.ts';
import { type BenchName, type BenchOptions, benches } from './hardware-subjects.ts';
import { type Ask, promptStage } from './prompt-stage.ts';
import { KIT_VERSION, type Report, readSigningKey, reportIdOf, type SignedReport, signReport } from './report.ts';

export interface ConformanceOptions
  extends Omit<BenchOptions, 'wrapper' | 'profile' | 'bearer' | 'certificateAuthority'>,
    CommandLine {
  /** HID card readers: the name of a known wrapper, or the path of a JSON file with one. */
  readonly wrapperName?: string;
  /** Boards: the name of a profile, or the path of a JSON file with one. */
  readonly profileName?: string;
  /** Files with the secret of a facade and the only authority to trust. */
  readonly secretFile?: string;
  readonly authorityFile?: string;
  /** Nobody is there to ask: what needs a person is skipped, which is no pass. */
  readonly yes: boolean;
  /** PEM file of the laboratory's or technician's Ed25519 key; without it the report is unsigned and nobody takes it. */
  readonly key?: string;
  /** Where the report goes; `conformance-<first digits of its id>.json` in the working directory unless told. */
  readonly out?: string;
  /** Stands in for the keyboard in tests. */
  readonly ask?: Ask;
}

const DRIVERS = path.join(import.meta.dirname, '..');

async function signingKey(file: string) {
  const read = await namedFile(file);
  return read.ok ? readSigningKey(read.value.toString('utf8')) : fail('the key file cannot be read');
}

/** What is in the files that were named; the error says which is none. */
async function filesOf(
  options: ConformanceOptions,
): Promise<Result<Pick<BenchOptions, 'wrapper' | 'profile' | 'bearer' | 'certificateAuthority'>, string>> {
  const { wrapperName, profileName, secretFile, authorityFile } = options;
  const wrapper = wrapperName === undefined ? null : await wrapperProfile(wrapperName);
  if (wrapper && !wrapper.ok) return wrapper;
  const profile = profileName === undefined ? null : await profileOf(profileName);
  if (profile && !profile.ok) return profile;
  const secret = secretFile === undefined ? null : await namedFile(secretFile);
  if (secret && !secret.ok) return secret;
  const authority = authorityFile === undefined ? null : await namedFile(authorityFile);
  if (authority && !authority.ok) return authority;
  return ok({
    ...(wrapper ? { wrapper: wrapper.value } : {}),
    ...(profile ? { profile: profile.value } : {}),
    ...(secret ? { bearer: secret.value.toString('utf8').trim() } : {}),
    ...(authority ? { certificateAuthority: authority.value.toString('utf8') } : {}),
  });
}

/**
 * Runs the suite of one class against a real device. Writes the report; resolves to 0 only when every check passed,
 * else to 2 with one line of reason.
 */
export async function runConformance(name: BenchName, options: ConformanceOptions): Promise<number> {
  const refuse = (why: string): number => {
    options.stderr.write(`${name} conformance: ${why}\n`);
    return EXIT_DEVICE_ERROR;
  };
  // None at all leaves nothing behind, and proves nothing.
  if (options.cycles !== undefined && !(Number.isSafeInteger(options.cycles) && options.cycles >= 1))
    return refuse('the number of cycles is a whole number, 1 or more');
  const files = await filesOf(options);
  if (!files.ok) return refuse(files.error);
  const bench = benches[name]({ ...options, ...files.value });
  if (!bench.ok) return refuse(bench.error);
  // Before the work, not after it: a wrong key file must not cost an hour.
  const key = options.key === undefined ? null : await signingKey(options.key);
  if (key && !key.ok) return refuse(key.error);
  const unwritable = await whyNotWritable(options.out ?? `conformance-${process.pid}.json`);
  if (unwritable !== null) return refuse(`--out: ${unwritable}`);
  // A report of forty failures would say the same in an hour.
  const absent = await bench.value.absent();
  if (absent !== null) return refuse(`nothing was tried, the device does not open: ${absent}`);
  const keyboard =
    options.yes || options.ask ? null : createInterface({ input: process.stdin, output: process.stderr });
  const ask = options.yes ? null : (options.ask ?? ((question: string) => keyboard?.question(question) ?? 's'));
  const { deviceClass, driverName, variant, transport } = bench.value;
  try {
    const checks = await bench.value.run(
      promptStage(ask === null ? null : async (q) => ask(q), deviceClass),
      (result) => {
        if (!options.json) {
          options.stdout.write(`${result.outcome.padEnd(8)} ${result.id.padEnd(32)} ${result.evidence}\n`);
        }
      },
    );
    const device = await bench.value.who();
    const report: Report = {
      kit: KIT_VERSION,
      deviceClass,
      driver: { name: driverName, version: await driverVersion(DRIVERS, driverEntries[driverName] ?? []), variant },
      peer: await bench.value.peer(device),
      transport,
      device,
      at: new Date().toISOString(),
      checks: [...checks],
    };
    const signed: SignedReport | { report: Report; reportId: string } = key
      ? signReport(report, key.value)
      : { report, reportId: reportIdOf(report) };
    const file = options.out ?? `conformance-${signed.reportId.slice(0, 12)}.json`;
    const text = `${JSON.stringify(signed, null, 2)}\n`;
    const lost = await writeFile(file, text).then(() => null, whyNotWritten);
    if (lost !== null) {
      // A disk that filled meanwhile: what was found is not lost with the file.
      options.stdout.write(text);
      return refuse(`--out: ${lost}; the report is above`);
    }
    if (options.json) options.stdout.write(`${JSON.stringify(signed)}\n`);
    return summary(report, signed, file, refuse, options);
  } finally {
    keyboard?.close();
  }
}

function summary(
  report: Report,
  signed: { reportId: string; signature?: string },
  file: string,
  refuse: (why: string) => number,
  options: ConformanceOptions,
): number {
  const count = (outcome: string) => report.checks.filter((check) => check.outcome === outcome).length;
  const text = `${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped`;
  if (!options.json) options.stdout.write(`${text}\nreport ${signed.reportId} in ${file}\n`);
  if (count('passed') < report.checks.length) return refuse(`${text}: no passing report (skipped is no pass)`);
  if (report.peer === 'simulator') options.stderr.write('made with a simulator: not accepted for production\n');
  if (signed.signature === undefined) options.stderr.write('unsigned (--key FILE): not accepted for production\n');
  return 0;
}
