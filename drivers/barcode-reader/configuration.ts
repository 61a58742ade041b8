import type { Dialect, FindReply, Setting } from './dialect.ts';
import type { Family } from './families.ts';
import type { Answer, LineFault, ScannerLine } from './line.ts';
import type { Suffix } from './suffix-parser.ts';

/** What writing or checking the settings came to. With `fault` the scanner did not answer. */
export interface SettingsReport {
  readonly fault: { readonly fault: LineFault; readonly what: string } | null;
  readonly refused: readonly Setting[];
  readonly repaired: readonly Setting[];
  readonly evidence: string;
}

/** A lost reply is asked for again; after so many in a row the scanner counts as silent. */
const TRIES = 3;

export async function askPatiently(line: ScannerLine, bytes: Uint8Array, find: FindReply): Promise<Answer> {
  let answer = await line.ask(bytes, find);
  for (let tries = 1; tries < TRIES && !answer.ok && answer.fault === 'noAnswer'; tries += 1) {
    answer = await line.ask(bytes, find);
  }
  return answer;
}

const write = (line: ScannerLine, dialect: Dialect, setting: Setting, present: string | null): Promise<Answer> =>
  askPatiently(line, dialect.set(setting, present), (held) =>
    dialect.findReply(held, `${setting.name}${setting.value}`),
  );

const nothingToAsk = (): SettingsReport => ({
  fault: null,
  refused: [],
  repaired: [],
  evidence: 'port open; this family cannot be asked',
});

const silent = (fault: LineFault, what: string): SettingsReport => ({
  fault: { fault, what },
  refused: [],
  repaired: [],
  evidence: '',
});

/** Writes every setting until power-off. */
export async function applySettings(line: ScannerLine, family: Family, suffix: Suffix): Promise<SettingsReport> {
  const dialect = family.dialect;
  if (!dialect) return nothingToAsk();
  if (dialect.readFirst) return { ...(await checkSettings(line, family, suffix, true)), repaired: [] };
  const refused: Setting[] = [];
  const evidence: string[] = [];
  for (const setting of family.settings(suffix)) {
    const command = `${setting.name}${setting.value}`;
    const answer = await write(line, dialect, setting, null);
    if (!answer.ok) return silent(answer.fault, command);
    if (answer.reply.outcome !== 'ok') refused.push(setting);
    evidence.push(`${command} -> ${answer.reply.outcome}`);
  }
  return { fault: null, refused, repaired: [], evidence: evidence.join(', ') };
}

/**
 * Asks for every setting and writes again what differs or cannot be asked for; where the answers are not trusted, because a
 * code may imitate one, everything.
 */
export async function checkSettings(
  line: ScannerLine,
  family: Family,
  suffix: Suffix,
  trusting: boolean,
): Promise<SettingsReport> {
  const dialect = family.dialect;
  if (!dialect) return nothingToAsk();
  const refused: Setting[] = [];
  const repaired: Setting[] = [];
  const evidence: string[] = [];
  for (const setting of family.settings(suffix)) {
    const asked = setting.readable
      ? await askPatiently(line, dialect.query(setting), (held) => dialect.findReply(held, setting))
      : null;
    if (asked && !asked.ok) return silent(asked.fault, `${setting.name} query`);
    const known = asked?.ok === true && asked.reply.outcome === 'ok';
    const right = known && dialect.matches(setting, asked.reply.value);
    if (right && trusting) {
      evidence.push(`${setting.name} = ${setting.value}`);
      continue;
    }
    const answer = await write(line, dialect, setting, known ? asked.reply.value : null);
    if (!answer.ok) return silent(answer.fault, `${setting.name}${setting.value}`);
    if (answer.reply.outcome !== 'ok') refused.push(setting);
    else if (known && !right) repaired.push(setting);
    evidence.push(
      `${setting.name}${setting.value} -> ${answer.reply.outcome}${known && !right ? ' (was changed)' : ''}`,
    );
  }
  return { fault: null, refused, repaired, evidence: evidence.join(', ') };
}
