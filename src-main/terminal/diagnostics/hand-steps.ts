import type { AuxiliariesSnapshot } from '../../../drivers/contract/auxiliaries.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { doorTitle } from './door-titles.ts';

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });

/** One thing hands do at the cabinet, there and back again, and where its board would tell it. */
export interface HandStep {
  readonly id: string;
  readonly title: LocalizedText;
  readonly instruction: LocalizedText;
  /** Words of the one side and of the other; any further word says nothing. */
  readonly rest: readonly string[];
  readonly away: readonly string[];
  /** What the board says of it; null: not fitted. */
  readonly read: (inputs: AuxiliariesSnapshot) => string | null;
}

function doorStep(name: string): HandStep {
  const named = doorTitle(name);
  const title = text(named['zh-CN'], named.en.charAt(0).toUpperCase() + named.en.slice(1));
  return {
    id: `door.${name}`,
    title,
    instruction: text(
      `把${title['zh-CN']}打开再关上；本来开着的，先关上再打开`,
      `${title.en}: open it and close it again; if it stands open, close it and open it again`,
    ),
    rest: ['closed', 'locked'],
    away: ['open'],
    read: ({ doors }) => doors[name] ?? null,
  };
}

const noDoor: HandStep = {
  id: 'door',
  title: text('门', 'Door'),
  instruction: text('', ''),
  rest: [],
  away: [],
  read: () => null,
};

const others: readonly HandStep[] = [
  {
    id: 'tamper',
    title: text('防拆开关', 'Tamper switch'),
    instruction: text('按住防拆开关一秒，再松开', 'Press the tamper switch for a second, and let it go'),
    rest: ['off'],
    away: ['on'],
    read: ({ tamper }) => tamper,
  },
  {
    id: 'ups',
    title: text('停电与来电', 'Mains and battery'),
    instruction: text(
      '拔下后备电源的市电插头，屏幕提示后再插回去',
      'Pull the mains plug of the UPS, and put it back in',
    ),
    rest: ['good', 'powering', 'recovered'],
    away: ['engaged', 'low'],
    read: ({ ups }) => ups?.state ?? null,
  },
  {
    id: 'operatorSwitch',
    title: text('维护钥匙开关', 'Operator’s switch'),
    instruction: text(
      '把维护开关转到“维护”停一秒，再转回来',
      'Turn the operator’s switch to maintenance, wait a second, and turn it back',
    ),
    rest: ['run'],
    away: ['maintenance', 'supervisor'],
    read: ({ operatorSwitch }) => operatorSwitch,
  },
  {
    id: 'headset',
    title: text('耳机插口', 'Headset socket'),
    instruction: text('插上耳机停一秒，再拔下', 'Plug a headset in, wait a second, and pull it out'),
    rest: ['unplugged'],
    away: ['plugged'],
    read: ({ headset }) => headset,
  },
  {
    id: 'presence',
    title: text('人体感应', 'Presence sensor'),
    instruction: text('走开几步，再走回机器前', 'Step away from the machine, and stand before it again'),
    rest: ['present'],
    away: ['notPresent'],
    read: ({ presence }) => presence,
  },
];

/** A key is told as a key going down, not as a state. */
export const keypadStep: Pick<HandStep, 'id' | 'title' | 'instruction'> = {
  id: 'keypad',
  title: text('按键', 'Keypad'),
  instruction: text('按一下小键盘上的任意一个键', 'Press any key of the keypad'),
};

/** Everything a board could tell, in the order in which it is asked for; doors by the names this board has. */
export function handSteps({ doors }: Pick<AuxiliariesSnapshot, 'doors'>): readonly HandStep[] {
  const own = Object.keys(doors).map(doorStep);
  return [...(own.length === 0 ? [noDoor] : own), ...others];
}
