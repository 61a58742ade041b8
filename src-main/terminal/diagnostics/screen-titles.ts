import type { LocalizedText } from '../../contract/text.ts';

/** Where somebody stood who called for staff, in staff's words; a screen that is not here is called by its name. */
const titles: Readonly<Record<string, LocalizedText>> = {
  home: { 'zh-CN': '首页', en: 'home' },
  theme: { 'zh-CN': '选择事项', en: 'choosing an item' },
  search: { 'zh-CN': '查找事项', en: 'searching' },
  notice: { 'zh-CN': '办事须知', en: 'the notice' },
  identify: { 'zh-CN': '刷证', en: 'the card reader' },
  faceConsent: { 'zh-CN': '人脸核对', en: 'the face check' },
  faceCheck: { 'zh-CN': '人脸核对', en: 'the face check' },
  preparing: { 'zh-CN': '准备表单', en: 'preparing the form' },
  form: { 'zh-CN': '填写', en: 'the form' },
  field: { 'zh-CN': '填写', en: 'the form' },
  scan: { 'zh-CN': '扫描材料', en: 'scanning a paper' },
  promise: { 'zh-CN': '承诺签字', en: 'the promise' },
  review: { 'zh-CN': '确认提交', en: 'the review' },
  submitting: { 'zh-CN': '提交中', en: 'handing in' },
  result: { 'zh-CN': '办结取件', en: 'the result' },
  problem: { 'zh-CN': '出现问题', en: 'a problem' },
  mine: { 'zh-CN': '我的办件', en: 'own cases' },
  showCode: { 'zh-CN': '扫码查询', en: 'showing a code' },
  rating: { 'zh-CN': '好差评', en: 'the rating' },
  takeCard: { 'zh-CN': '取卡', en: 'taking the card' },
  farewell: { 'zh-CN': '结束', en: 'the end' },
  recovered: { 'zh-CN': '恢复', en: 'after a restart' },
  outOfService: { 'zh-CN': '暂停服务', en: 'out of service' },
};

export const screenTitle = (name: string): LocalizedText => titles[name] ?? { 'zh-CN': name, en: name };
