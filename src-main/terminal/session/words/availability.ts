import type { Ability } from '../../../contract/catalogue.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { text } from './text.ts';

/** Why an item cannot be done here now, and another way. `{phone}` is the site's help phone. */
export const missingAbility: Record<Ability, { readonly broken: LocalizedText; readonly notFitted: LocalizedText }> = {
  readIdCard: {
    broken: text(
      '身份证读卡器暂时不能用，修好后会自动恢复。急办请到人工窗口',
      'The ID card reader is not working. It comes back by itself once repaired; a staffed counter can help meanwhile',
    ),
    notFitted: text(
      '这台机器不能读身份证，请到人工窗口办理',
      'This machine cannot read ID cards. Please use a staffed counter',
    ),
  },
  scanCode: {
    broken: text(
      '扫码口暂时不能用，可以改用身份证',
      'The code scanner is not working. Please use your ID card instead',
    ),
    notFitted: text(
      '这台机器没有扫码口，请改用身份证',
      'This machine has no code scanner. Please use your ID card instead',
    ),
  },
  scanDocument: {
    broken: text(
      '拍材料的摄像头暂时不能用，修好后会自动恢复。急办请到人工窗口',
      'The document camera is not working. It comes back by itself once repaired; a staffed counter can help meanwhile',
    ),
    notFitted: text(
      '这台机器不能拍材料，请换一台机器或到人工窗口',
      'This machine cannot take pictures of papers. Please use another machine or a staffed counter',
    ),
  },
  printReceipt: {
    broken: text(
      '凭条打印机暂时不能用，请稍后再来或到人工窗口',
      'The receipt printer is not working. Please come back later or use a staffed counter',
    ),
    notFitted: text(
      '这台机器不能打印凭条，请到人工窗口办理',
      'This machine cannot print receipts. Please use a staffed counter',
    ),
  },
  printDocument: {
    broken: text(
      '证明打印机暂时不能用，请稍后再来或到人工窗口',
      'The document printer is not working. Please come back later or use a staffed counter',
    ),
    notFitted: text(
      '这台机器不能打印证明，请换一台机器或到人工窗口',
      'This machine cannot print documents. Please use another machine or a staffed counter',
    ),
  },
  platformOnline: {
    broken: text(
      '与办事平台的联网中断，恢复后即可办理。急办请到人工窗口',
      'The connection to the service platform is down. This works again once it is back; a staffed counter can help meanwhile',
    ),
    notFitted: text('与办事平台的联网中断', 'The connection to the service platform is down'),
  },
};

/** Why nobody can be identified by a social security card, or by either card. By the ID card alone: `readIdCard`. */
export const missingWays = {
  socialSecurityCard: {
    broken: text(
      '社保卡读卡器暂时不能用，修好后会自动恢复。急办请到人工窗口',
      'The social security card reader is not working. It comes back by itself once repaired; a staffed counter can help meanwhile',
    ),
    notFitted: text(
      '这台机器不能读社保卡，请到人工窗口办理',
      'This machine cannot read social security cards. Please use a staffed counter',
    ),
  },
  both: {
    broken: text(
      '身份证和社保卡的读卡器都暂时不能用，修好后会自动恢复。急办请到人工窗口',
      'The readers for ID cards and social security cards are not working. They come back by themselves once repaired; a staffed counter can help meanwhile',
    ),
    notFitted: text(
      '这台机器不能读身份证和社保卡，请到人工窗口办理',
      'This machine can read neither ID cards nor social security cards. Please use a staffed counter',
    ),
  },
};

/** Why no face can be compared here; the other way is on the same screen. */
export const faceMissingWords = {
  notFitted: text('这台机器不做人脸比对', 'This machine does not compare faces'),
  broken: text('摄像头暂时不能用', 'The camera is not working at the moment'),
};

const specialPaperEnd = text(
  '打印这种证明的专用纸用完了，工作人员会补充。其他事项可以照常办理；急办请到人工窗口',
  'The special paper for this document has run out; staff will bring more. Everything else goes on; a staffed counter can help meanwhile',
);

const specialPaperAway = text(
  '这台机器没有打印这种证明的专用纸，请换一台机器或到人工窗口',
  'This machine has no special paper for this document. Please use another machine or a staffed counter',
);

/** Why a document on numbered or sealed stock cannot be had here now, by the printer's error code. */
export const noSpecialPaper = (errorCode: string): LocalizedText =>
  errorCode === 'special-paper-end' ? specialPaperEnd : specialPaperAway;

export const ledgerFull = text(
  '本机存储空间不足，暂停受理新业务，请到人工窗口',
  'This machine is short of storage and takes no new business. Please use a staffed counter',
);

export const powerLow = text(
  '停电了，本机的备用电池快用完，暂停受理新业务，请到人工窗口',
  'The power is out and the battery of this machine is nearly empty: no new business. Please use a staffed counter',
);

export const notYetValid = text('这个事项目前不在办理期内', 'This service is not open at present');

export const outOfService = {
  noCatalogue: text(
    '这台机器还没有收到事项目录，正在自动获取，请稍候或到人工窗口',
    'This machine has not received its list of services yet. It is fetching it by itself; a staffed counter can help meanwhile',
  ),
};

export const attractNothing = text('正在检查设备，请稍候', 'Checking the devices, one moment');
