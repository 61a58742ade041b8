import type { Acceptance } from '../ledger/ledger.ts';
import { type Cause, cause } from './cause.ts';

type Refusal = Extract<Acceptance, { ok: false }>;

const full = ['腾出空间；几秒后自动恢复受理', 'Make room; it takes business again by itself'] as const;

/** Why the machine takes no new business, in plain words. */
export function storageCause({ reason, code }: Refusal): Cause {
  switch (reason) {
    case 'diskNearlyFull':
      return cause('磁盘快满了', 'The disk is nearly full', 'engineer', ...full);
    case 'ballastSpent':
      return cause('磁盘满过，备用空间已用掉', 'The disk was full; its reserve is used', 'engineer', ...full);
    case 'ledgerFailed':
      return code === 'corrupt'
        ? cause(
            '账本损坏',
            'The ledger is damaged',
            'engineer',
            '不要删除文件；更换磁盘并联系厂家',
            'Delete nothing; replace the disk and call the maker',
          )
        : cause(
            '磁盘写不进去',
            'The disk cannot be written',
            'engineer',
            '重启整机；仍不行请更换磁盘',
            'Restart the machine; if it stays, replace the disk',
          );
  }
}
