import type { DeviceStatus, Health } from '../../../drivers/contract/status.ts';
import type { PartLine } from '../../contract/diagnostics.ts';
import type { LocalizedText } from '../../contract/text.ts';

export interface Cause {
  readonly cause: LocalizedText;
  readonly fixer: PartLine['fixer'];
  readonly next: LocalizedText | null;
}

const cause = (zh: string, en: string, fixer: PartLine['fixer'], zhNext: string, enNext: string): Cause => ({
  cause: { 'zh-CN': zh, en },
  fixer,
  next: { 'zh-CN': zhNext, en: enNext },
});
const loadPaper = ['装上新纸，关好盖子', 'Put in paper and close the cover'] as const;
const checkCable = ['检查数据线和电源，插好后会自动恢复', 'Check cable and power; it comes back by itself'] as const;

/** Every neutral fault word of the drivers (their READMEs) in plain words: what it is, who can fix it, how. */
export const causes: Readonly<Record<string, Cause>> = {
  'port-not-found': cause('没有接上', 'Not connected', 'technician', ...checkCable),
  'port-busy': cause(
    '端口被别的程序占用',
    'Another program holds the port',
    'engineer',
    '停用占用端口的程序',
    'Stop the other program',
  ),
  'port-denied': cause(
    '没有使用端口的权限',
    'No permission for the port',
    'engineer',
    '检查系统用户组和设备权限',
    'Check groups and device permissions',
  ),
  'port-error': cause('端口出错', 'The port fails', 'technician', ...checkCable),
  'hung-up': cause('连接中断', 'The connection broke', 'technician', ...checkCable),
  'no-answer': cause(
    '没有应答',
    'No answer',
    'technician',
    '断电 10 秒再通电；仍无应答请更换',
    'Power off for 10 s; if still silent, replace',
  ),
  'bad-frames': cause(
    '应答有误',
    'Garbled answers',
    'technician',
    '检查数据线、接地和波特率设置',
    'Check cable, grounding and baud rate',
  ),
  'frames-refused': cause(
    '设备不接受指令',
    'It refuses our commands',
    'engineer',
    '核对型号与驱动设置',
    'Check model against the driver settings',
  ),
  'sam-fault': cause(
    '读卡安全模块自检失败',
    'The security module failed its self-test',
    'technician',
    '更换读卡器',
    'Replace the reader',
  ),
  'sam-not-authorised': cause(
    '读卡安全模块未授权',
    'The security module is not authorised',
    'technician',
    '更换已授权的读卡器',
    'Fit an authorised reader',
  ),
  flapping: cause(
    '频繁断开又接上',
    'It comes and goes',
    'technician',
    '更换数据线或电源，再点“重新启动设备”',
    'Replace cable or supply, then restart the device',
  ),
  'identity-changed': cause(
    '换了另一台设备',
    'Another unit is fitted',
    'technician',
    '确认是本机的设备，再点“重新启动设备”',
    'Make sure it belongs here, then restart the device',
  ),
  'paper-end': cause('纸用完了', 'Out of paper', 'branchStaff', ...loadPaper),
  'paper-near-end': cause('纸快用完了', 'Paper is low', 'branchStaff', '准备一卷新纸', 'Have a new roll ready'),
  'paper-jam': cause(
    '卡纸',
    'Paper jam',
    'branchStaff',
    '打开盖子，取出卡住的纸',
    'Open the cover and take the paper out',
  ),
  'paper-blocked': cause('出纸口被堵住', 'The paper exit is blocked', 'branchStaff', '清理出纸口', 'Clear the exit'),
  'cover-open': cause('盖子没关', 'The cover is open', 'branchStaff', '关好盖子', 'Close the cover'),
  'head-open': cause('打印头没压下', 'The print head is up', 'branchStaff', '压下打印头', 'Press the head down'),
  'cutter-error': cause(
    '切刀故障',
    'The cutter fails',
    'technician',
    '清理切刀，断电 10 秒再通电',
    'Clear the cutter, power off for 10 s',
  ),
  'head-temperature': cause(
    '打印头过热',
    'The print head is hot',
    'itself',
    '等待冷却，会自动恢复',
    'Wait; it cools down by itself',
  ),
  voltage: cause('供电电压异常', 'Wrong supply voltage', 'technician', '更换电源适配器', 'Replace the power supply'),
  'mark-not-found': cause(
    '找不到黑标',
    'No black mark found',
    'branchStaff',
    '换成带黑标的纸',
    'Use paper with black marks',
  ),
  'unrecoverable-error': cause(
    '打印机硬件故障',
    'Printer hardware fault',
    'technician',
    '断电 10 秒再通电；仍有故障请更换',
    'Power off for 10 s; if it stays, replace',
  ),
  'recoverable-error': cause(
    '打印机等待处理',
    'The printer waits to be cleared',
    'branchStaff',
    '打开再关好盖子',
    'Open and close the cover',
  ),
  'auto-recoverable-error': cause(
    '打印机暂时不能打印',
    'The printer pauses',
    'itself',
    '等待，会自动恢复',
    'Wait; it recovers by itself',
  ),
  'feed-button': cause(
    '走纸键被按住',
    'The feed button is held',
    'branchStaff',
    '松开走纸键',
    'Release the feed button',
  ),
  'ticket-in-output': cause(
    '上一张凭条还在出纸口',
    'The last receipt is still in the exit',
    'branchStaff',
    '取走凭条',
    'Take it out',
  ),
  'retract-bin-full': cause('回收盒满了', 'The retract bin is full', 'branchStaff', '清空回收盒', 'Empty the bin'),
  'retract-failed': cause(
    '凭条收不回',
    'A receipt could not be drawn back',
    'technician',
    '取出卡住的凭条',
    'Take the jammed receipt out',
  ),
  'media-jam': cause(
    '卡纸',
    'Paper jam',
    'branchStaff',
    '按打印机提示取出卡住的纸',
    'Take the paper out as the printer shows',
  ),
  'tray-empty': cause('纸盒空了', 'The tray is empty', 'branchStaff', '纸盒里放入 A4 纸', 'Put A4 paper into the tray'),
  'door-open': cause('打印机门没关', 'A printer door is open', 'branchStaff', '关好打印机的门', 'Close the door'),
  'supply-low': cause('碳粉快用完了', 'Toner is low', 'branchStaff', '准备一支新碳粉盒', 'Have a cartridge ready'),
  'supply-empty': cause('碳粉用完了', 'Out of toner', 'branchStaff', '更换碳粉盒', 'Replace the cartridge'),
  'toner-low': cause('碳粉快用完了', 'Toner is low', 'branchStaff', '准备一支新碳粉盒', 'Have a cartridge ready'),
  'toner-empty': cause('碳粉用完了', 'Out of toner', 'branchStaff', '更换碳粉盒', 'Replace the cartridge'),
  'waste-near-full': cause(
    '废粉盒快满了',
    'The waste box is nearly full',
    'technician',
    '准备更换废粉盒',
    'Have a waste box ready',
  ),
  'waste-full': cause('废粉盒满了', 'The waste box is full', 'technician', '更换废粉盒', 'Replace the waste box'),
  'drum-near-end': cause('硒鼓快到寿命', 'The drum is nearly worn', 'technician', '准备更换硒鼓', 'Have a drum ready'),
  'drum-end': cause('硒鼓到寿命了', 'The drum is worn', 'technician', '更换硒鼓', 'Replace the drum'),
  'output-near-full': cause(
    '出纸盘快满了',
    'The output tray is nearly full',
    'branchStaff',
    '清空出纸盘',
    'Empty the output tray',
  ),
  'output-full': cause('出纸盘满了', 'The output tray is full', 'branchStaff', '清空出纸盘', 'Empty the output tray'),
  'output-missing': cause(
    '出纸盘没装好',
    'The output tray is missing',
    'branchStaff',
    '装好出纸盘',
    'Fit the output tray',
  ),
  'fuser-temperature': cause(
    '定影温度异常',
    'Fuser temperature',
    'itself',
    '等待几分钟；不恢复请报修',
    'Wait some minutes; report it if it stays',
  ),
  'memory-full': cause(
    '打印机内存满了',
    'The printer is out of memory',
    'technician',
    '断电 10 秒再通电',
    'Power off for 10 s',
  ),
  'not-accepting-jobs': cause(
    '打印机不接收任务',
    'The printer takes no jobs',
    'technician',
    '在打印机面板上恢复接收',
    'Let it accept jobs at its panel',
  ),
  paused: cause(
    '打印机被暂停',
    'The printer is paused',
    'branchStaff',
    '在打印机面板上按继续',
    'Press resume at its panel',
  ),
  'card-mute': cause(
    '芯片卡没有应答',
    'The chip card does not answer',
    'itself',
    '取出卡，擦净芯片再插',
    'Take the card out, wipe the chip',
  ),
  'service-absent': cause(
    '读卡服务没有运行',
    'The card service is not running',
    'engineer',
    '启动系统的读卡服务',
    'Start the system card service',
  ),
  'service-denied': cause(
    '没有使用读卡服务的权限',
    'No permission for the card service',
    'engineer',
    '检查系统权限',
    'Check permissions',
  ),
  'library-missing': cause(
    '缺少读卡程序库',
    'The card library is missing',
    'engineer',
    '安装读卡程序库',
    'Install the card library',
  ),
  'reader-absent': cause('没有接读卡器', 'No reader is connected', 'technician', ...checkCable),
  'several-readers': cause(
    '接了多台读卡器，没有指定用哪台',
    'Several readers, none chosen',
    'engineer',
    '在配置里写明读卡器',
    'Name the reader in the configuration',
  ),
  'fraud-attempt': cause(
    '疑似被加装了异物',
    'Something foreign may be fitted',
    'technician',
    '停用本机，立即检查读卡口',
    'Take it out of use and inspect the slot',
  ),
  'potential-fraud': cause(
    '疑似被加装了异物',
    'Something foreign may be fitted',
    'technician',
    '停用本机，立即检查读卡口',
    'Take it out of use and inspect the slot',
  ),
  'hardware-error': cause(
    '设备硬件故障',
    'Hardware fault',
    'technician',
    '断电 10 秒再通电；仍有故障请更换',
    'Power off for 10 s; if it stays, replace',
  ),
  'spool-full': cause('待取文件夹满了', 'The folder is full', 'engineer', '清理文件夹', 'Clear the folder'),
  'disk-full': cause('磁盘满了', 'The disk is full', 'engineer', '清理磁盘', 'Free some disk space'),
};

const byState: Partial<Record<DeviceStatus['device'], Cause>> = {
  offline: cause('离线', 'Offline', 'technician', ...checkCable),
  powerOff: cause('没有通电', 'No power', 'technician', '接通设备电源', 'Switch the device on'),
  noDevice: cause('没有接上', 'Not connected', 'technician', ...checkCable),
  hardwareError: cause(
    '设备硬件故障',
    'Hardware fault',
    'technician',
    '断电 10 秒再通电；仍有故障请更换',
    'Power off for 10 s; if it stays, replace',
  ),
  starting: { cause: { 'zh-CN': '正在启动', en: 'Starting' }, fixer: 'itself', next: null },
};
export const fine: Cause = { cause: { 'zh-CN': '正常', en: 'Fine' }, fixer: 'nobody', next: null };
const notHeard = cause(
  '没有收到近况',
  'Not heard of lately',
  'technician',
  '稍等；不恢复请重新启动设备',
  'Wait; if it stays, restart the device',
);
const unnamed = (fault: string): Cause =>
  cause(`故障：${fault}`, `Fault: ${fault}`, 'technician', '查看详情里的依据', 'See the evidence in the details');

/** The one cause to show of a status: the first fault that has words, else the state, else that nothing was heard. */
export function causeOf(status: DeviceStatus | null, health: Health): Cause {
  if (status === null) return notHeard;
  const named = status.faults.find((fault) => causes[fault] !== undefined);
  if (named !== undefined) return causes[named] ?? unnamed(named);
  const [first] = status.faults;
  if (first !== undefined) return unnamed(first);
  if (status.paper === 'out') return causes['paper-end'] ?? fine;
  if (status.paper === 'jammed' || status.media === 'jammed') return causes['paper-jam'] ?? fine;
  const state = byState[status.device];
  if (state !== undefined) return state;
  if (health === 'unknown') return notHeard;
  return status.paper === 'low' ? (causes['paper-near-end'] ?? fine) : fine;
}
