import type { Receipt } from '../contract/index.ts';

/** Looked for in everything a driver says after printing. Invented. */
export const CANARIES = ['张三样例', '110101190001011009'] as const;

/** What the kit prints; small enough to come out in seconds. */
export const conformanceReceipt: Receipt = {
  blocks: [
    { kind: 'title', text: '一致性测试 conformance' },
    { kind: 'row', label: '姓名', value: CANARIES[0] },
    { kind: 'row', label: '号码', value: CANARIES[1] },
    { kind: 'space', dots: 120 },
    { kind: 'large', label: '编号', text: 'TEST-0001' },
  ],
};

/** The smallest whole PDF: one empty A4 page. */
export function conformanceDocument(): Uint8Array {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj${body}endobj\n`;
    return at;
  });
  const table = text.length;
  const rows = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 4\n0000000000 65535 f \n${rows}trailer<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
