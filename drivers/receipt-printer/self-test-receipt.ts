import type { Receipt } from '../contract/index.ts';
import type { PrinterFamily } from './family.ts';

/** What a technician holds in the hand after a self-test: width, rare characters, greys of the head, code. No person. */
export function selfTestReceipt(family: PrinterFamily, port: string): Receipt {
  return {
    blocks: [
      { kind: 'title', text: '打印机自检' },
      { kind: 'divider' },
      { kind: 'row', label: '型号', value: family.label },
      { kind: 'row', label: '端口', value: port },
      { kind: 'row', label: '生僻字', value: '䶮 頔 彧 𬎆' },
      { kind: 'large', label: '数字', text: '0123456789' },
      { kind: 'small', text: '横线应完整、粗细均匀，小字应清楚，二维码应能扫出 SELF-TEST。', align: 'left' },
      { kind: 'divider' },
      { kind: 'qr', data: 'SELF-TEST', caption: 'SELF-TEST' },
      { kind: 'tearLine', text: '' },
    ],
  };
}
