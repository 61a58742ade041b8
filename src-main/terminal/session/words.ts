import { kindOfErrorCode } from '../../../drivers/contract/error-codes.ts';
import { type ErrorKind, errorKinds } from '../../../drivers/contract/error-kinds.ts';
import type { Ability } from '../../contract/catalogue.ts';
import type { TerminalNotice } from '../../contract/snapshot.ts';
import type { LocalizedText } from '../../contract/text.ts';
import type { Problem } from './types.ts';

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });

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
};

export const outOfService = {
  noCatalogue: text(
    '这台机器还没有收到事项目录，正在自动获取，请稍候或到人工窗口',
    'This machine has not received its list of services yet. It is fetching it by itself; a staffed counter can help meanwhile',
  ),
};

export const attractNothing = text('正在检查设备，请稍候', 'Checking the devices, one moment');

/** Said inside a sentence: “From your ID card”. */
export const sourceLabels = {
  idCard: text('身份证', 'your ID card'),
  socialSecurityCard: text('社保卡', 'your social security card'),
  citizen: text('您填写', 'Given by you'),
  default: text('常用选项', 'Usual choice'),
};

const problem = (code: string, mayRetry: boolean, title: LocalizedText, body: LocalizedText): Problem => ({
  code,
  mayRetry,
  title,
  text: body,
});

/** A case that was kept here and could not be taken back either: it may still be handed in. */
export const unclear = (caseNumber: string): Problem =>
  problem(
    'P6',
    false,
    text('这次申请的结果还不清楚', 'The outcome of this case is not known yet'),
    text(
      `申请已经收下，没能撤回，联网后可能会办理。请不要重复提交；请记下编号 ${caseNumber}，到人工窗口核对。`,
      `It was received and could not be withdrawn, so it may still be handled. Do not submit it again; note the number ${caseNumber} and have it checked at a staffed counter.`,
    ),
  );

/** The dead ends of the journey. Each says what happened, that nothing was left half done, and what to do. */
export const problems = {
  platformAway: problem(
    'P1',
    true,
    text('现在连不上办事平台', 'The platform cannot be reached'),
    text(
      '您的业务没有提交，什么都没有改变。可以再试一次，或稍后再来。',
      'Nothing was submitted and nothing has changed. Try again, or come back later.',
    ),
  ),
  platformRefused: problem(
    'P2',
    false,
    text('平台没有接受这次请求', 'The platform did not accept the request'),
    text(
      '您的业务没有提交。请到人工窗口，并出示下方代码。',
      'Nothing was submitted. Please go to a staffed counter and show the code below.',
    ),
  ),
  notFound: problem(
    'P3',
    false,
    text('没有查到您的资料', 'No record was found for you'),
    text(
      '平台的资料库里没有与这张证件相符的记录，请到人工窗口核对。',
      'The platform holds no record for this card. Please have it checked at a staffed counter.',
    ),
  ),
  ledger: problem(
    'L1',
    false,
    text('本机暂时不能受理', 'This machine cannot take the case'),
    text(
      '资料没有保存，您的业务没有提交。请换一台机器或到人工窗口。',
      'Nothing was saved or submitted. Please use another machine or a staffed counter.',
    ),
  ),
  undecided: problem(
    'P4',
    true,
    text('平台正忙，还没有结果', 'The platform is busy and has not answered'),
    text(
      '这次申请已经撤回，没有办理。可以再试一次，或稍后再来。',
      'The request was withdrawn and nothing was done. Try again, or come back later.',
    ),
  ),
  withdrawn: problem(
    'P5',
    true,
    text('现在连不上办事平台', 'The platform cannot be reached'),
    text(
      '没有等到结果，这次申请已经撤回，没有办理。可以再试一次，或稍后再来。',
      'No answer came, so the request was withdrawn and nothing was done. Try again, or come back later.',
    ),
  ),
} as const;

export const sharedDataAway = text('办事平台（暂时连不上）', 'the service platform (out of reach)');
export const documentFetchFailed = text(
  '证明没有取到。请凭编号在任一终端或人工窗口领取',
  'The document could not be fetched. Collect it at any terminal or counter with your number',
);

export const paperTexts = {
  receipt: text('凭条', 'Receipt'),
  printerOut: text(
    '打印机没有出纸，凭条没有打印。请用手机拍下编号，或稍后再打',
    'The printer did not print the receipt. Take a photo of the number, or try again',
  ),
  partly: text(
    '凭条只打了一部分，请以屏幕上的编号为准，可以再打一张',
    'Only part of the receipt came out. The number on the screen counts; you may print it again',
  ),
  unknown: text(
    '不能确定纸有没有出来。请看看出纸口；没有的话可以补打一张',
    'We cannot tell whether the paper came out. Please look at the slot; if it is empty you may print again',
  ),
  stillUnknown: text(
    '这一次没有出纸；上一次有没有出纸不能确定。请看看出纸口，没有的话可以再补打',
    'Nothing came out this time; whether the time before did, we cannot tell. Please look at the slot; if it is empty you may print again',
  ),
  retracted: text(
    '没有人取，凭条已被机器收回，别人拿不到。需要的话可以再打一次',
    'Nobody took it, so the machine drew it back and nobody else can get it. You may print it once more',
  ),
  retractedAgain: text(
    '凭条又没有取走，已被收回，不再重打。请记下编号；需要纸质凭条请找工作人员',
    'It was not taken again and was drawn back, so it is not printed any more. Note the number; the staff can help with a paper copy',
  ),
  afterRetracted: text(
    '上一张已被机器收回，这一次没有打印出来。请以屏幕上的编号为准，或请工作人员帮忙',
    'The one before was drawn back, and this time nothing came out. The number on the screen counts; the staff can help',
  ),
  goneAtRetracting: text(
    '收回的时候纸已经不在小票口，可能是您取走了。没有拿到的话可以补打一张',
    'When it was to be drawn back it was gone from the slot; perhaps you took it. If not, you may print it again',
  ),
  notRetracted: text(
    '没有取走的凭条没能收回，可能还在小票口。请看看；取不出来请找工作人员',
    'It could not be drawn back and may still be in the slot. Please look; if it does not come out, ask the staff',
  ),
  documentFailed: text(
    '证明没有打印出来，可以再试一次；也可以凭编号到人工窗口领取',
    'The document was not printed. Try again, or collect it at a counter with your number',
  ),
  documentPartly: text(
    '证明只出来了一部分，不能使用。可以再打一份，或凭编号到人工窗口领取',
    'Only part of the document came out; it is not valid. Print it again, or collect it at a counter with your number',
  ),
  stopped: text(
    '需要的话可以再打；也可以凭编号以后领取',
    'You may print it again, or collect it later with your number',
  ),
  stoppedPartly: text(
    '已经停止，停之前出来了一部分，不能使用。请取走；需要的话可以再打一份',
    'Stopped, but part of it had come out and is not valid. Please take it; you may print the document again',
  ),
  alreadyOut: text('已经在出纸，来不及停止', 'It was already coming out and could not be stopped'),
  willBeFile: text(
    '本机接的是文件打印机：证明会存成文件，不出纸',
    'This machine has a file printer: the document will be stored as a file, no paper comes out',
  ),
  savedToFile: text(
    '本机接的是文件打印机：文件已存好，没有纸',
    'This machine has a file printer: the file was stored, there is no paper',
  ),
  notFitted: text(
    '这台机器没有凭条打印机，请拍下编号',
    'This machine has no receipt printer. Please take a photo of the number',
  ),
};

/** Kinds of trouble that are news to whoever stands there; the others say no more than what became of the paper. */
const SAID: ReadonlySet<ErrorKind> = new Set(['absent', 'mediaFault', 'supplyOut', 'hardware', 'fraud']);

/** The printer's own reason first, where it gave one that a person can see. */
export function because(errorCode: string, text: LocalizedText): LocalizedText {
  const kind = kindOfErrorCode.get(errorCode);
  const obstacle =
    printerObstacles[errorCode] ?? (kind !== undefined && SAID.has(kind) ? errorKinds[kind].citizen : undefined);
  return obstacle === undefined ? text : { 'zh-CN': obstacle['zh-CN'] + text['zh-CN'], en: obstacle.en + text.en };
}

/** Why a printer stopped, by the fault words of `drivers/README.md`: said before what happened to the paper. */
export const printerObstacles: Readonly<Record<string, LocalizedText>> = {
  'paper-end': text('打印纸用完了。', 'The paper has run out. '),
  'stopped-by-paper-end': text('打印纸用完了。', 'The paper has run out. '),
  'special-paper-end': text('证明的专用纸用完了。', 'The special paper has run out. '),
  'cover-open': text('打印机的盖子开着。', 'The printer cover is open. '),
  'head-open': text('打印机的盖子开着。', 'The printer cover is open. '),
  'paper-jam': text('打印机卡纸了。', 'The paper is jammed. '),
  'paper-blocked': text('打印机卡纸了。', 'The paper is jammed. '),
  'cutter-error': text('打印机的切刀卡住了。', 'The cutter of the printer is stuck. '),
  'recoverable-error': text('打印机出了故障。', 'The printer has a fault. '),
  'unrecoverable-error': text('打印机出了故障。', 'The printer has a fault. '),
  error: text('打印机出了故障。', 'The printer has a fault. '),
  'hung-up': text('打印机断开了。', 'The printer was disconnected. '),
  'no-answer': text('打印机没有应答。', 'The printer does not answer. '),
  notOpen: text('打印机没有接好。', 'The printer is not connected. '),
  'spool-full': text('存放证明的地方满了。', 'There is no room left for documents. '),
  'disk-full': text('存放证明的地方满了。', 'There is no room left for documents. '),
};
