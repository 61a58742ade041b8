import type { Receipt } from '../contract/index.ts';

/** An invented receipt with everything a receipt can carry; used by the self-test's page, tests and measurements. */
export const sampleReceipt: Receipt = {
  blocks: [
    { kind: 'small', text: '示例市政务服务中心 · 24 小时自助服务区', align: 'center' },
    { kind: 'title', text: '办件受理回执' },
    { kind: 'small', text: '2026 年 1 月 12 日 21:36    终端 DEMO-0001', align: 'center' },
    { kind: 'divider' },
    { kind: 'text', text: '您的“跨省异地就医备案”申请已受理，材料齐全，无需再到窗口。', align: 'left' },
    { kind: 'large', label: '办件编号', text: 'YB20260112000123' },
    { kind: 'row', label: '申请人', value: '䶮頔·彧𬎆样例' },
    { kind: 'row', label: '证件号码', value: '110101********0018' },
    { kind: 'row', label: '就医地', value: '示例省示例市示例区（直接结算，先备案后就医）' },
    { kind: 'row', label: '受理部门', value: '示例市医疗保障局' },
    { kind: 'row', label: '办结期限', value: '2026 年 1 月 14 日（承诺 2 个工作日）' },
    { kind: 'divider' },
    { kind: 'row', label: '咨询电话', value: '12345 转 2' },
    {
      kind: 'qr',
      data: 'BDY1:YB20260112000123:7K3M-9QXA',
      caption: '再次来办时，把此码对准扫码口，即可查看进度。手机扫描只显示编号。',
    },
    { kind: 'small', text: '本回执不含完整证件号码，请妥善保管。', align: 'left' },
    { kind: 'tearLine', text: '沿此处撕下' },
  ],
};
