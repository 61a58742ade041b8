import { expect, test } from 'vitest';
import { auditActs } from '../ledger/audit-acts.ts';
import { auditTitle } from './audit-words.ts';

test.each([
  ['entered', 'branch-staff', '进入检修：网点人员', 'Came in: branch staff'],
  ['left', 'relieved', '退出检修：换了人', 'Left: somebody else took over'],
  ['door', 'wrong-try.3', '检修入口：第 3 次输错', 'Service entrance: wrong try 3'],
  [
    'door',
    'many-wrong-tries',
    '检修入口：多日来反复输错，已报警',
    'Service entrance: many wrong tries over days, alarmed',
  ],
  ['opened', 'page.workOrders', '打开页面：工单', 'Opened: Work orders'],
  ['opened', 'device.idCardReader', '打开页面：身份证读卡器', 'Opened: ID card reader'],
  ['opened', 'refill.receiptPaper', '打开页面：凭条纸', 'Opened: Receipt paper'],
  ['opened', 'test.camera.interactive', '打开页面：用摄像头扫一个码', 'Opened: Read a code by camera'],
  ['test', 'receiptPrinter.external.failed', '测试：打印测试凭条，未通过', 'Test: Print a test receipt, failed'],
  ['refilled', 'retract-bin', '换好耗材：回收盒', 'Refilled: Retract bin'],
  ['parked', 'record-17', '搁置记录：第 17 条', 'Record put aside: number 17'],
  ['help', 'asked.form', '群众求助：请求帮助，在填写', 'Call for staff: called, at the form'],
  ['cabinet', 'door.cabinet.open', '机柜变化：机柜门打开', 'Cabinet changed: cabinet door open'],
  ['cabinet', 'ups.engaged', '机柜变化：停电，用电池', 'Cabinet changed: on battery'],
  ['report', 'file', '出就绪报告：存成文件', 'Readiness report made: file'],
  ['alarm', 'fraud.idCardReader', '报警：身份证读卡器疑似加装异物', 'Alarm: something foreign at the ID card reader'],
  [
    'guest',
    'receiptPrinter.print.begun',
    '其他程序使用设备：凭条打印机',
    'Another program used a device: Receipt printer',
  ],
])('%s · %s is said in plain words', (act, detail, zh, en) => {
  expect(auditTitle(act, detail)).toEqual({ 'zh-CN': zh, en });
});

test('every act has words of its own in both languages, whatever its detail; an unknown one keeps its code', () => {
  const titles = auditActs.map((act) => auditTitle(act, 'of.no.meaning'));
  for (const [index, { 'zh-CN': zh, en }] of titles.entries()) {
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toBe(auditActs[index]);
  }
  expect(new Set(titles.map(({ en }) => en)).size).toBe(auditActs.length);
  expect(auditTitle('of-older-times', 'x')).toEqual({ 'zh-CN': 'of-older-times', en: 'of-older-times' });
});
