import { z } from 'zod';
import type { Action } from './status.ts';

/** What kind of trouble a failure is, whatever the class and the wire. */
export const errorKindSchema = z.enum([
  'notReady',
  'absent',
  'timeout',
  'canceled',
  'mediaFault',
  'supplyOut',
  'mediaInvalid',
  'unsupported',
  'ownership',
  'hardware',
  'fraud',
  'security',
  'outcomeUnknown',
]);
export type ErrorKind = z.infer<typeof errorKindSchema>;

interface Texts {
  readonly 'zh-CN': string;
  readonly en: string;
}
export interface KindFacts {
  readonly action: Action;
  /** May a machine do it again by itself, where nothing was done? Never for what moves paper and is not known. */
  readonly again: 'bounded' | 'never';
  /** One sentence for whoever stands there: what is the matter. What became of their paper is said behind it. */
  readonly citizen: Texts;
  /** The same for staff, with what to do. */
  readonly technician: Texts;
}

const kind = (
  action: Action,
  again: KindFacts['again'],
  citizen: readonly [string, string],
  technician: readonly [string, string],
): KindFacts => ({
  action,
  again,
  citizen: { 'zh-CN': citizen[0], en: citizen[1] },
  technician: { 'zh-CN': technician[0], en: technician[1] },
});

/** Actions and repeats by the words of XFS4IoT (`Common.ErrorEvent.action`) and UnifiedPOS (result codes). */
export const errorKinds: Readonly<Record<ErrorKind, KindFacts>> = {
  notReady: kind(
    'suspend',
    'bounded',
    ['设备正忙或正在启动。', 'The device is busy or starting. '],
    ['设备没有准备好：稍等，会自动再试', 'Not ready: wait, it is tried again by itself'],
  ),
  absent: kind(
    'clear',
    'bounded',
    ['设备没有接上。', 'The device is not connected. '],
    ['没有接上或没有通电：检查电源和数据线', 'Not connected or no power: check power and cable'],
  ),
  timeout: kind(
    'none',
    'never',
    ['等待的时间到了。', 'The time was up. '],
    ['没有在时间内完成', 'It did not end in time'],
  ),
  canceled: kind('none', 'never', ['已经停止。', 'It was stopped. '], ['被取消', 'It was called off']),
  mediaFault: kind(
    'clear',
    'never',
    ['纸或卡片卡住了。', 'Paper or a card is stuck. '],
    ['纸或卡片卡住：打开盖子清理', 'Paper or a card is stuck: open and clear it'],
  ),
  supplyOut: kind(
    'clear',
    'never',
    ['纸或耗材用完了。', 'Paper or supplies have run out. '],
    ['耗材用完或收纸处已满：补充或清空', 'A supply is out or a bin is full: refill or empty it'],
  ),
  mediaInvalid: kind(
    'none',
    'never',
    ['没有读出来，请换一下位置再试。', 'It could not be read; please try again. '],
    ['卡片或编码不能读', 'The card or code cannot be read'],
  ),
  unsupported: kind(
    'configuration',
    'never',
    ['这台机器做不了这一项。', 'This machine cannot do that. '],
    ['设备不支持：检查型号和配置', 'Not supported: check model and configuration'],
  ),
  ownership: kind(
    'softwareError',
    'never',
    ['设备正在做别的事。', 'The device is at something else. '],
    ['命令的先后不对，或别的程序占用着', 'Commands out of order, or another program holds it'],
  ),
  hardware: kind(
    'maintenance',
    'never',
    ['设备出了故障。', 'The device has a fault. '],
    ['硬件故障：断电 10 秒再通电，仍有故障请更换', 'Hardware fault: power off for 10 s; if it stays, replace'],
  ),
  fraud: kind(
    'maintenance',
    'never',
    ['设备暂停使用，请找工作人员。', 'The device is out of use; please ask the staff. '],
    ['疑似被动过手脚：停用，立即到现场检查', 'It may have been tampered with: take it out of use and look at it now'],
  ),
  security: kind(
    'configuration',
    'never',
    ['设备暂时不能用。', 'The device cannot be used now. '],
    ['没有被授权：检查证书和密钥', 'Not authorised: check certificates and keys'],
  ),
  outcomeUnknown: kind(
    'clear',
    'never',
    ['不能确定做完没有。', 'Whether it was done is not known. '],
    ['结果不明：先看出纸口，不要自动重做', 'Outcome unknown: look at the outlet first, never repeat it blindly'],
  ),
};
