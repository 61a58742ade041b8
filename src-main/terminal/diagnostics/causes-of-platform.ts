import type { Severity } from '../../contract/diagnostics.ts';
import type { PlatformTrouble } from '../platform-trouble.ts';
import { type Cause, cause } from './cause.ts';

const fine: Cause = { cause: { 'zh-CN': '正常', en: 'Fine' }, fixer: 'nobody', next: null };

/** What each trouble with the platform is called, who can do something about it, and what. */
export const platformCauses: Readonly<Record<PlatformTrouble, readonly [Severity, Cause]>> = {
  none: ['fine', fine],
  unknown: ['unknown', { ...fine, cause: { 'zh-CN': '还没有联系过', en: 'Not heard of yet' } }],
  away: [
    'now',
    cause(
      '连不上平台',
      'The platform cannot be reached',
      'technician',
      '查网线，再做网络测试',
      'Check the network cable, then run the network test',
    ),
  ],
  silent: [
    'now',
    cause(
      '平台没有按时应答',
      'The platform does not answer in time',
      'technician',
      '做网络测试',
      'Run the network test',
    ),
  ],
  failing: [
    'now',
    cause(
      '平台自己出了故障',
      'The platform itself has a fault',
      'engineer',
      '通知平台值班；恢复后自动续传',
      'Tell the platform’s staff; sending goes on by itself',
    ),
  ],
  foreign: [
    'now',
    cause(
      '平台地址上是别的服务应答',
      'Something else answers at its address',
      'engineer',
      '查有没有上网认证页，核对平台地址',
      'Look for a network login page; check the address',
    ),
  ],
  certificate: [
    'now',
    cause(
      '平台的安全证书不对',
      'The platform’s certificate is wrong',
      'engineer',
      '核对时钟和信任的证书；做网络测试',
      'Check clock and trusted certificate; run the network test',
    ),
  ],
  unauthorised: [
    'now',
    cause(
      '平台不认本机的密钥',
      'The platform does not take our key',
      'engineer',
      '核对本机编号和密钥',
      'Check terminal number and key',
    ),
  ],
  clock: [
    'soon',
    cause('时钟与平台相差太大', 'The clock is too far off', 'engineer', '校准本机时钟', 'Set this machine’s clock'),
  ],
  catalogueSignature: [
    'soon',
    cause(
      '平台发来的事项清单签名不对，仍用原来的',
      'A catalogue with a wrong signature came; the old one stays',
      'engineer',
      '通知平台管理员',
      'Tell the platform’s administrator',
    ),
  ],
  catalogueOld: [
    'soon',
    cause(
      '平台发来的事项清单是旧的，仍用原来的',
      'An older catalogue came; the newer one stays',
      'engineer',
      '通知平台管理员',
      'Tell the platform’s administrator',
    ),
  ],
};
