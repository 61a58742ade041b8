import type { TerminalNotice } from '../../../contract/snapshot.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { text } from './text.ts';

/** The strip at the top: short, only when something is wrong. */
export const noticeTexts: Record<
  TerminalNotice['id'],
  { readonly stopped: LocalizedText; readonly attention: LocalizedText }
> = {
  storage: {
    stopped: text('本机存储空间不足，暂停受理', 'Storage is short: no new business'),
    attention: text('本机存储空间不多了', 'Storage is getting short'),
  },
  power: {
    stopped: text('停电，备用电池将尽，暂停受理', 'Power is out, battery nearly empty: no new business'),
    attention: text('正在使用备用电池', 'Running on battery'),
  },
  reader: {
    stopped: text('身份证读卡器不可用', 'ID card reader out of service'),
    attention: text('身份证读卡器需要检查', 'ID card reader needs a check'),
  },
  cardReader: {
    stopped: text('社保卡读卡器不可用', 'Social security card reader out of service'),
    attention: text('社保卡读卡器需要检查', 'Social security card reader needs a check'),
  },
  scanner: {
    stopped: text('扫码口不可用', 'Code scanner out of service'),
    attention: text('扫码口需要检查', 'Code scanner needs a check'),
  },
  receiptPrinter: {
    stopped: text('凭条打印机不可用', 'Receipt printer out of service'),
    attention: text('凭条纸快用完', 'Receipt paper is low'),
  },
  documentPrinter: {
    stopped: text('证明打印机不可用', 'Document printer out of service'),
    attention: text('证明打印机需要检查', 'Document printer needs a check'),
  },
  platform: {
    stopped: text('暂时未联网', 'Offline for the moment'),
    attention: text('正在连接办事平台', 'Connecting to the platform'),
  },
  devices: {
    stopped: text('设备正在恢复', 'Devices are recovering'),
    attention: text('设备正在恢复', 'Devices are recovering'),
  },
  forgottenCard: {
    stopped: text('读卡区有一张遗忘的证件', 'A card was left on the reader'),
    attention: text('读卡区有一张遗忘的证件，请联系工作人员', 'A card was left on the reader. Please tell the staff'),
  },
  forgottenChipCard: {
    stopped: text('社保卡插口有一张遗忘的卡', 'A card was left in the slot for social security cards'),
    attention: text(
      '社保卡插口有一张遗忘的卡，请联系工作人员',
      'A card was left in the slot for social security cards. Please tell the staff',
    ),
  },
  leftPaper: {
    stopped: text('小票口有一张没取走的凭条', 'A receipt was left in the slot'),
    attention: text(
      '小票口有一张没取走的凭条，请交给工作人员',
      'A receipt was left in the slot. Please give it to the staff',
    ),
  },
  leftPage: {
    stopped: text('出纸口有一张没取走的纸', 'A page was left in the outlet'),
    attention: text(
      '出纸口有一张别人没取走的纸，请交给工作人员',
      'Somebody’s page was left in the outlet. Please give it to the staff',
    ),
  },
};
