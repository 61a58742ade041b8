import type { DeviceClass, DeviceStatus } from '../../../drivers/contract/status.ts';
import type { Ability, Identification, Item } from '../../contract/catalogue.ts';
import type { Config } from '../../contract/config.ts';
import type { ItemTile, TerminalNotice } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { missingIdentification, serves } from './ways.ts';
import { ledgerFull, missingAbility, noSpecialPaper, notYetValid, powerLow } from './words/availability.ts';
import { noticeTexts } from './words/notices.ts';
import { because } from './words/papers.ts';
import type { World } from './world.ts';

export { serves };

const deviceOfAbility: Record<Exclude<Ability, 'platformOnline' | 'scanDocument'>, DeviceClass> = {
  readIdCard: 'idCardReader',
  scanCode: 'barcodeReader',
  printReceipt: 'receiptPrinter',
  printDocument: 'documentPrinter',
};

/** Why the world lacks an ability, or null when it has it. */
export function missing(ability: Ability, world: World): LocalizedText | null {
  const words = missingAbility[ability];
  if (ability === 'platformOnline') return world.platform === 'offline' ? words.broken : null;
  if (ability === 'scanDocument') {
    const health = world.cameras?.document;
    return health === undefined ? words.notFitted : serves(health) ? null : words.broken;
  }
  // Any camera reads codes where the scanner does not (`devices/code-scanner.ts`).
  if (ability === 'scanCode' && Object.values(world.cameras ?? {}).some(serves)) return null;
  const device = world.devices[deviceOfAbility[ability]];
  if (device === undefined) return words.notFitted;
  if (!serves(device.health)) return words.broken;
  if (ability === 'printDocument' && typeof world.documentRefused === 'string')
    return because(world.documentRefused, words.broken);
  return null;
}

/** Why an item cannot be started now, or null. Degrades by ability: one dead part takes only its items away. */
export function unavailable(item: Item, world: World): LocalizedText | null {
  if (world.today < item.effectiveFrom || (item.effectiveTo !== null && world.today > item.effectiveTo))
    return notYetValid;
  if (!world.ledgerReady) return ledgerFull;
  if (world.powerLow === true) return powerLow;
  const nobody = missingIdentification(item.identify, world);
  if (nobody !== null) return nobody;
  for (const ability of item.abilities) {
    if (ability === 'platformOnline' && item.offline === 'accept') continue;
    const reason = missing(ability, world);
    if (reason !== null) return reason;
  }
  const onSpecial = item.outputs.some(({ paper }) => paper === 'special');
  return onSpecial && typeof world.specialPaperRefused === 'string' ? noSpecialPaper(world.specialPaperRefused) : null;
}

/** Why nothing at all can be begun here now: each reason once. Null while something can, or nobody knows yet. */
export function nothingWorks(items: readonly Item[], world: World): LocalizedText[] | null {
  const reasons = new Set(items.map((item) => unavailable(item, world)));
  reasons.delete(notYetValid);
  return reasons.size === 0 || reasons.has(null) ? null : [...reasons].filter((reason) => reason !== null);
}

/** The document printer writes files: nobody is promised paper by it, on any screen. */
export const printsToFile = ({ devices }: Pick<Config, 'devices'>): boolean => devices.documentPrinter?.kind === 'file';

export function badges(item: Item, toFile: boolean): ItemTile['badges'] {
  const list: ItemTile['badges'] = [];
  if (item.decisionMode === 'instant') list.push('instant');
  if (item.decisionMode === 'prefilled') list.push('prefilled');
  if (item.outputs.length > 0) list.push(toFile ? 'file' : 'paper');
  return list;
}

export const tile = (item: Item, world: World, toFile: boolean): ItemTile => ({
  code: item.code,
  name: item.name,
  summary: item.summary,
  theme: item.theme,
  badges: badges(item, toFile),
  unavailable: unavailable(item, world),
});

/** Classes a citizen meets by name; the others show only in the items they take away. */
const noticeOfDevice: Partial<Record<DeviceClass, TerminalNotice['id']>> = {
  idCardReader: 'reader',
  cardReader: 'cardReader',
  barcodeReader: 'scanner',
  receiptPrinter: 'receiptPrinter',
  documentPrinter: 'documentPrinter',
};

/** A bin that fills is work for staff; whoever stands there gets every paper. */
const staffOnly = (status: DeviceStatus | null): boolean =>
  status?.deviceClass === 'receiptPrinter' &&
  status.paper === 'full' &&
  status.faults.every((fault) => fault === 'retract-bin-full');

/** The strip: one line for each thing that is wrong now. */
export function notices(
  world: World,
  forgotten: readonly Identification[],
  left: { readonly receipt: boolean; readonly page: boolean },
  codesWanted: boolean,
): TerminalNotice[] {
  const list: TerminalNotice[] = [];
  const add = (id: TerminalNotice['id'], severity: TerminalNotice['severity']) =>
    list.push({ id, severity, text: noticeTexts[id][severity] });
  if (!world.ledgerReady) add('storage', 'stopped');
  if (world.powerLow === true) add('power', 'stopped');
  const fitted = Object.entries(world.devices) as [DeviceClass, NonNullable<World['devices'][DeviceClass]>][];
  if (fitted.length > 0 && fitted.every(([, device]) => device.health === 'unknown')) add('devices', 'attention');
  else
    for (const [deviceClass, { health, status }] of fitted) {
      const notice = noticeOfDevice[deviceClass];
      if (notice === undefined) continue;
      if (deviceClass === 'barcodeReader') {
        // A doubt about it is work for staff; while a camera reads codes in its place nobody misses it.
        if (codesWanted && missing('scanCode', world) !== null) add(notice, 'stopped');
        continue;
      }
      if (!serves(health)) add(notice, 'stopped');
      else if (health === 'attention' && !staffOnly(status)) add(notice, 'attention');
    }
  if (world.platform === 'offline') add('platform', 'stopped');
  if (forgotten.includes('idCard')) add('forgottenCard', 'attention');
  if (forgotten.includes('socialSecurityCard')) add('forgottenChipCard', 'attention');
  if (left.receipt) add('leftPaper', 'attention');
  if (left.page) add('leftPage', 'attention');
  return list;
}
