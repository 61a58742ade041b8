import type { DeviceStatus } from '../../../drivers/contract/status.ts';
import type { Consumable } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';

export interface GuideStep {
  readonly title: LocalizedText;
  readonly text: LocalizedText;
  /** What the device says once the step is done; left out where no sensor can see it. */
  readonly until?: (status: DeviceStatus) => boolean;
  /** What the hands take when they do it for the first time: an allowance in seconds (README, “Three minutes”). */
  readonly handsSeconds: number;
}

const step = (
  title: readonly [string, string],
  words: readonly [string, string],
  handsSeconds: number,
  until?: GuideStep['until'],
): GuideStep => ({
  title: { 'zh-CN': title[0], en: title[1] },
  text: { 'zh-CN': words[0], en: words[1] },
  handsSeconds,
  ...(until === undefined ? {} : { until }),
});

const openWords = ['cover-open', 'head-open', 'door-open', 'output-missing', 'tray-missing'];
const isOpen: GuideStep['until'] = ({ faults }) => faults.some((fault) => openWords.includes(fault));
const closedAnd =
  (...gone: readonly string[]): NonNullable<GuideStep['until']> =>
  ({ device, faults, paper }) =>
    device === 'online' &&
    paper !== 'out' &&
    paper !== 'jammed' &&
    !faults.some((fault) => openWords.includes(fault) || gone.includes(fault));

const closePrinter = step(
  ['关好前门', 'Close the front door'],
  ['推到听见“咔”的一声。', 'Push until it clicks.'],
  6,
  closedAnd('supply-empty', 'toner-empty'),
);

/**
 * How each thing is refilled: at most six short steps in plain words, one movement each. Written for a person who
 * does it for the first time; where a sensor sees the step done, nobody has to touch the screen.
 */
export const guides: Readonly<Record<Consumable['id'], readonly GuideStep[]>> = {
  receiptPaper: [
    step(
      ['打开凭条打印机的盖子', 'Open the cover'],
      ['打开柜门，按住绿色扳手，把盖子掀到底。', 'Open the cabinet, press the lever and lift the cover all the way.'],
      15,
      isOpen,
    ),
    step(
      ['取出旧纸芯', 'Take the old core out'],
      ['把用完的纸芯拿出来。有卡住的纸屑也取出来。', 'Take out the empty core and any scraps of paper.'],
      10,
    ),
    step(
      ['放入新纸卷', 'Put in the new roll'],
      [
        '撕掉封口贴。纸从下面出来，朝自己拉出约 10 厘米。',
        'Tear off the seal. The paper comes from below; pull out about 10 cm towards you.',
      ],
      25,
    ),
    step(
      ['盖好盖子', 'Close the cover'],
      ['两边一起按下，听见“咔”的一声。纸头留在外面。', 'Press both sides until it clicks. The end stays outside.'],
      8,
      closedAnd('paper-end'),
    ),
    step(
      ['撕掉露出的纸', 'Tear off the end'],
      ['向下斜着撕。然后关好柜门。', 'Tear downwards, then close the cabinet.'],
      10,
    ),
  ],
  documentPaper: [
    step(
      ['拉出纸盒', 'Pull out the tray'],
      ['打开柜门，把下面的纸盒平着拉出来。', 'Open the cabinet and pull the lower tray out.'],
      12,
    ),
    step(
      ['放入 A4 纸', 'Put in A4 paper'],
      ['把纸抖松、对齐再放。不要超过“MAX”线。', 'Loosen and align the paper. Not above the MAX line.'],
      30,
    ),
    step(
      ['推回纸盒', 'Push the tray back'],
      ['推到底。打印机会自己检查有没有纸。', 'Push it all the way in. The printer looks for paper itself.'],
      8,
      closedAnd('tray-empty', 'paper-end'),
    ),
  ],
  specialPaper: [
    step(
      ['拉出专用纸盒', 'Pull out the special tray'],
      ['上面贴有“专用”标签的纸盒。', 'The one with the label “special”.'],
      12,
    ),
    step(
      ['放入专用证明纸', 'Put in certificate paper'],
      ['有花纹的一面朝下，编号从小到大。', 'Pattern side down, numbers rising.'],
      30,
    ),
    step(['推回纸盒', 'Push the tray back'], ['推到底。', 'Push it all the way in.'], 8),
  ],
  toner: [
    step(
      ['打开前门', 'Open the front door'],
      ['按打印机正面的按钮，门向前倒下。', 'Press the front button; the door falls forward.'],
      10,
      isOpen,
    ),
    step(
      ['取出旧碳粉盒', 'Take the old cartridge out'],
      ['握住把手，平着拉出来。', 'Hold the handle and pull it straight out.'],
      12,
    ),
    step(
      ['准备新碳粉盒', 'Prepare the new one'],
      ['左右摇 5 次，再抽掉橙色封条。', 'Shake it five times, then pull the orange strip off.'],
      25,
    ),
    step(['装入新碳粉盒', 'Put the new one in'], ['沿导轨平着推到底。', 'Push it along the rails to the end.'], 15),
    closePrinter,
  ],
  ribbon: [
    step(
      ['打开前门', 'Open the front door'],
      ['按下按钮，门向前倒下。', 'Press the button; the door falls forward.'],
      10,
      isOpen,
    ),
    step(
      ['换色带', 'Change the ribbon'],
      ['取出旧色带盒，按箭头方向放入新的。', 'Take the old one out, put the new one in as the arrow shows.'],
      40,
    ),
    closePrinter,
  ],
  retractBin: [
    step(
      ['取出回收盒', 'Take the bin out'],
      ['打开柜门，回收盒在凭条打印机下面。', 'Open the cabinet; the bin is below the receipt printer.'],
      15,
    ),
    step(
      ['倒进碎纸袋', 'Empty it into the shredder bag'],
      [
        '里面是别人没取的凭条：不看、不留、不带走。',
        'These are other people’s receipts: do not read, keep or take any.',
      ],
      20,
    ),
    step(
      ['装回回收盒', 'Put the bin back'],
      ['推到底，关好柜门。', 'Push it all the way in and close the cabinet.'],
      15,
    ),
  ],
};
