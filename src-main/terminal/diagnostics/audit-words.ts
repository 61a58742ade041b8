import { deviceClassSchema } from '../../../drivers/contract/status.ts';
import type { DiagnosticsPageName } from '../../contract/diagnostics-pages.ts';
import type { LocalizedText } from '../../contract/text.ts';
import { type AuditAct, auditActs } from '../ledger/audit-acts.ts';
import { MANY_WRONG_TRIES } from '../ledger/service-door.ts';
import { kinds } from './consumables.ts';
import { deviceTitles } from './device-titles.ts';
import { doorTitle } from './door-titles.ts';
import { partTitle } from './parts.ts';
import { screenTitle } from './screen-titles.ts';
import { titleOfTest } from './tests.ts';

const text = (zh: string, en: string): LocalizedText => ({ 'zh-CN': zh, en });
const words = (table: Readonly<Record<string, LocalizedText>>, word: string): LocalizedText | null =>
  Object.hasOwn(table, word) ? (table[word] ?? null) : null;

/** What was done, and from the audit's detail about what; null where the word itself says as much. */
interface ActWords {
  readonly title: LocalizedText;
  readonly about?: (detail: string) => LocalizedText | null;
}

const roles = {
  'branch-staff': text('网点人员', 'branch staff'),
  technician: text('检修人员', 'technician'),
  engineer: text('工程师', 'engineer'),
};
const endings = {
  left: text('自己退出', 'by themselves'),
  idle: text('太久没有操作', 'nobody touched for too long'),
  restart: text('页面重启', 'the page began anew'),
  relieved: text('换了人', 'somebody else took over'),
};
const outcomes = {
  passed: text('通过', 'passed'),
  failed: text('未通过', 'failed'),
  canceled: text('取消', 'called off'),
};
const pages: Readonly<Record<DiagnosticsPageName, LocalizedText>> = {
  overview: text('总览', 'Overview'),
  device: text('设备', 'Device'),
  test: text('测试', 'Test'),
  refill: text('换耗材', 'Refill'),
  network: text('网络', 'Network'),
  storage: text('存储', 'Storage'),
  records: text('记录', 'Records'),
  logs: text('日志', 'Logs'),
  configuration: text('配置', 'Configuration'),
  workOrders: text('工单', 'Work orders'),
  soak: text('老化测试', 'Soak test'),
  readiness: text('就绪报告', 'Readiness'),
  display: text('屏幕', 'Display'),
  touch: text('触摸', 'Touch'),
  sound: text('声音', 'Sound'),
  restart: text('重启', 'Restart'),
};
const places = {
  usb: text('U 盘', 'USB stick'),
  platform: text('平台', 'platform'),
  printer: text('打印', 'paper'),
  file: text('存成文件', 'file'),
};
const restarts = {
  app: text('程序', 'the program'),
  deviceHost: text('设备服务', 'the device service'),
  machine: text('整机', 'the machine'),
};
const states: Readonly<Record<string, LocalizedText>> = {
  open: text('打开', 'open'),
  closed: text('关上', 'closed'),
  locked: text('锁上', 'locked'),
  tampered: text('被撬', 'forced'),
  on: text('报警', 'on'),
  off: text('恢复', 'off'),
};
const power: Readonly<Record<string, LocalizedText>> = {
  good: text('市电正常', 'mains power'),
  engaged: text('停电，用电池', 'on battery'),
  low: text('电池快没电', 'battery nearly empty'),
};

/** `door.cabinet.open`, `tamper.on`, `fraud.idCardReader`. */
function cabinetWords(detail: string): LocalizedText | null {
  const [what = '', ...rest] = detail.split('.');
  const state = words(states, rest.at(-1) ?? '');
  if (what === 'door' && state !== null) {
    const door = doorTitle(rest.slice(0, -1).join('.'));
    return text(`${door['zh-CN']}${state['zh-CN']}`, `${door.en} ${state.en}`);
  }
  if (what === 'tamper' && state !== null) return text(`防拆开关${state['zh-CN']}`, `tamper switch ${state.en}`);
  if (what === 'ups') return words(power, rest.join('.'));
  if (what !== 'fraud') return null;
  const device = deviceTitle(rest.join('.'));
  return device === null ? null : text(`${device['zh-CN']}疑似加装异物`, `something foreign at the ${device.en}`);
}

/** `device.idCardReader`, `page.logs`, `refill.toner`, `test.camera.internal`. */
function pageWords(detail: string): LocalizedText | null {
  const [kind = '', ...rest] = detail.split('.');
  const about = rest.join('.');
  switch (kind) {
    case 'page':
      return words(pages, about);
    case 'device':
      return deviceTitle(about);
    case 'refill':
      return supplyTitle(about);
    case 'test':
      return titleOfTest(about);
    default:
      return null;
  }
}

function deviceTitle(name: string): LocalizedText | null {
  const device = deviceClassSchema.safeParse(name);
  return device.success ? deviceTitles[device.data] : null;
}

/** The ledger writes supplies in kebab case. */
const supplyTitle = (id: string): LocalizedText | null =>
  Object.entries(kinds).find(([name]) => name === id || kebab(name) === id)?.[1].title ?? null;
const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function testWords(detail: string): LocalizedText | null {
  const at = detail.lastIndexOf('.');
  const title = titleOfTest(detail.slice(0, at));
  const outcome = words(outcomes, detail.slice(at + 1));
  return outcome === null ? null : text(`${title['zh-CN']}，${outcome['zh-CN']}`, `${title.en}, ${outcome.en}`);
}

function doorWords(detail: string): LocalizedText | null {
  if (detail === 'locked') return text('输错太多，已锁住', 'locked after too many wrong tries');
  if (detail === MANY_WRONG_TRIES) return text('多日来反复输错，已报警', 'many wrong tries over days, alarmed');
  if (detail === 'wrong-try.last') return text('最后一次输错', 'the last wrong try');
  const [, count] = /^wrong-try\.(\d+)$/.exec(detail) ?? [];
  return count === undefined ? null : text(`第 ${count} 次输错`, `wrong try ${count}`);
}

function helpWords(detail: string): LocalizedText | null {
  if (detail === 'acknowledged') return text('工作人员已知道', 'acknowledged by staff');
  const [asked = '', screen = ''] = detail.split('.');
  const where = screenTitle(screen);
  if (asked === 'again') return text(`再次请求，在${where['zh-CN']}`, `called again, at ${where.en}`);
  return asked === 'asked' ? text(`请求帮助，在${where['zh-CN']}`, `called, at ${where.en}`) : null;
}

function recordWords(detail: string): LocalizedText | null {
  const [, seq] = /^record-(\d+)$/.exec(detail) ?? [];
  return seq === undefined ? null : text(`第 ${seq} 条`, `number ${seq}`);
}

const paper: ActWords['about'] = (detail) =>
  words({ 'with-paper': text('出纸', 'with paper'), 'without-paper': text('不出纸', 'without paper') }, detail);
const to: ActWords['about'] = (detail) => words(places, detail);
const restarted: ActWords['about'] = (detail) => words(restarts, detail);
const role: ActWords['about'] = (detail) => words(roles, detail);

const actWords: Readonly<Record<AuditAct, ActWords>> = {
  entered: { title: text('进入检修', 'Came in'), about: role },
  returned: { title: text('回来继续', 'Came back'), about: role },
  left: { title: text('退出检修', 'Left'), about: (detail) => words(endings, detail) },
  door: { title: text('检修入口', 'Service entrance'), about: doorWords },
  opened: { title: text('打开页面', 'Opened'), about: pageWords },
  test: { title: text('测试', 'Test'), about: testWords },
  soak: { title: text('开始连续测试', 'Soak begun'), about: paper },
  'dry-run': { title: text('配置试运行', 'Configuration dry run') },
  refilled: { title: text('换好耗材', 'Refilled'), about: supplyTitle },
  'work-order.opened': { title: text('开工单', 'Work order opened'), about: partTitle },
  'work-order.closed': { title: text('关闭工单', 'Work order closed'), about: partTitle },
  'work-order.device-removed': {
    title: text('设备已拆除，关闭工单', 'Work order closed, device removed'),
    about: partTitle,
  },
  parked: { title: text('搁置记录', 'Record put aside'), about: recordWords },
  'put-back': { title: text('放回记录', 'Record put back'), about: recordWords },
  'send-now': { title: text('立即上报平台', 'Sent to the platform now') },
  'logs-exported': { title: text('开始导出日志', 'Log export begun'), about: to },
  'logs-kept': { title: text('日志已导出', 'Logs exported'), about: to },
  'logs-not-kept': { title: text('日志没有导出成功', 'Logs not exported'), about: to },
  report: { title: text('出就绪报告', 'Readiness report made'), about: to },
  restart: { title: text('重启', 'Restart'), about: restarted },
  'restart-refused': { title: text('重启没有成功', 'Restart did not happen'), about: restarted },
  'device-restarted': { title: text('重新启动设备', 'Device restarted'), about: deviceTitle },
  help: { title: text('群众求助', 'Call for staff'), about: helpWords },
  alarm: { title: text('报警', 'Alarm'), about: cabinetWords },
  cabinet: { title: text('机柜变化', 'Cabinet changed'), about: cabinetWords },
  consent: { title: text('办事人同意人脸核对', 'A citizen agreed to the face check') },
  guest: {
    title: text('其他程序使用设备', 'Another program used a device'),
    about: (detail) => deviceTitle(detail.split('.')[0] ?? ''),
  },
  vendorMode: {
    title: text('其他程序请求检修', 'Another program asked for service'),
    about: (detail) => words({ enter: text('进入', 'to enter'), exit: text('退出', 'to leave') }, detail),
  },
};

const known = new Map<string, ActWords>(auditActs.map((act) => [act, actWords[act]]));

/** A line of the audit in plain words; one that an older version wrote and nobody knows any more keeps its code. */
export function auditTitle(act: string, detail: string): LocalizedText {
  const one = known.get(act);
  if (one === undefined) return text(act, act);
  const about = one.about?.(detail) ?? null;
  if (about === null) return one.title;
  return text(`${one.title['zh-CN']}：${about['zh-CN']}`, `${one.title.en}: ${about.en}`);
}
