import type { LocalizedText } from '../../../contract/text.ts';
import type { Problem } from '../visit.ts';
import { text } from './text.ts';

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
