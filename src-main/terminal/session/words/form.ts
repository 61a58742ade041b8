import { text } from './text.ts';

/** Said inside a sentence: “From your ID card”. */
export const sourceLabels = {
  idCard: text('身份证', 'your ID card'),
  socialSecurityCard: text('社保卡', 'your social security card'),
  citizen: text('您填写', 'Given by you'),
  default: text('常用选项', 'Usual choice'),
};

export const sharedDataAway = text('办事平台（暂时连不上）', 'the service platform (out of reach)');
