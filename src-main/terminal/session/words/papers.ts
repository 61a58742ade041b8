import { kindOfErrorCode } from '../../../../drivers/contract/error-codes.ts';
import { type ErrorKind, errorKinds } from '../../../../drivers/contract/error-kinds.ts';
import type { LocalizedText } from '../../../contract/text.ts';
import { text } from './text.ts';

export const documentFetchFailed = text(
  '证明还没有取到。可以再取一次，也可以以后在任一终端的“我的”里刷卡打印',
  'The document has not come yet. Fetch it again, or print it later at any terminal: touch “My cases” and use your card',
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
    '证明没有打印出来，可以再试一次；也可以以后在任一终端的“我的”里刷卡打印',
    'The document was not printed. Try again, or print it later at any terminal: touch “My cases” and use your card',
  ),
  documentPartly: text(
    '证明只出来了一部分，不能使用。可以再打一份，或以后在任一终端的“我的”里刷卡打印',
    'Only part of the document came out; it is not valid. Print it again, or later at any terminal under “My cases”',
  ),
  stopped: text(
    '需要的话可以再打；也可以以后在任一终端的“我的”里刷卡打印',
    'You may print it again, or later at any terminal under “My cases”, with your card',
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
export function because(errorCode: string, otherwise: LocalizedText): LocalizedText {
  const kind = kindOfErrorCode.get(errorCode);
  const obstacle =
    printerObstacles[errorCode] ?? (kind !== undefined && SAID.has(kind) ? errorKinds[kind].citizen : undefined);
  return obstacle === undefined
    ? otherwise
    : { 'zh-CN': obstacle['zh-CN'] + otherwise['zh-CN'], en: obstacle.en + otherwise.en };
}

/** Why a printer stopped, by the fault words of `drivers/README.md`: said before what happened to the paper. */
const printerObstacles: Readonly<Record<string, LocalizedText>> = {
  'paper-end': text('打印纸用完了。', 'The paper has run out. '),
  'stopped-by-paper-end': text('打印纸用完了。', 'The paper has run out. '),
  'special-paper-end': text('证明的专用纸用完了。', 'The special paper has run out. '),
  'cover-open': text('打印机的盖子开着。', 'The printer cover is open. '),
  'head-open': text('打印机的盖子开着。', 'The printer cover is open. '),
  'paper-jam': text('打印机卡纸了。', 'The paper is jammed. '),
  'paper-blocked': text('打印机卡纸了。', 'The paper is jammed. '),
  'media-present': text(
    '出纸口还有之前的一张纸，请先拿出来。',
    'An earlier paper is still in the slot; please take it out first. ',
  ),
  'media-in-print-position': text(
    '打印机里面还有一张没送出来的纸，需要工作人员取出。',
    'A sheet is still inside the printer; staff have to take it out. ',
  ),
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
