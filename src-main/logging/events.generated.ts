// Generated from events.json by generate.ts. Do not edit.
import type { Level, NamedFieldType } from './field-types.ts';

export interface EventFields {
  'log.degraded': { lines: number; fields: number };
  'process.started': { tookMs: number };
  'process.stopping': Record<string, never>;
  'process.failed': { code: string };
  'config.refused': { problems: number };
  'shell.childExited': { child: 'terminal' | 'deviceHost'; exitCode: number; restarts: number };
  'shell.childRestarted': { child: 'terminal' | 'deviceHost'; tookMs: number };
  'shell.childSilent': { child: 'terminal' | 'deviceHost'; silentMs: number };
  'shell.crashLoop': { child: 'terminal' | 'deviceHost' | 'renderer'; restarts: number };
  'shell.rendererGone': {
    reason:
      | 'clean-exit'
      | 'abnormal-exit'
      | 'killed'
      | 'crashed'
      | 'oom'
      | 'launch-failed'
      | 'integrity-failure'
      | 'memory-eviction'
      | 'unresponsive';
  };
  'shell.rendererReplaced': { tookMs: number; cause: 'sessionEnded' | 'gone' | 'unresponsive' };
  'shell.requestBlocked': { what: 'navigation' | 'window' | 'permission' | 'network' | 'download' | 'dialog' | 'ipc' };
  'session.began': { session: string; language: 'zh-CN' | 'en' };
  'session.identified': { session: string; cardType: 'resident' | 'J' | 'I' | 'Y'; tookMs: number };
  'session.itemOpened': { session: string; item: string };
  'session.ended': { session: string; reason: 'finished' | 'left' | 'idle' | 'fault' | 'crashed'; durationMs: number };
  'session.commandRefused': { command: string; screen: string; refused: number };
  'session.recovered': { submitted: boolean; paperUnknown: boolean };
  'session.faceConsented': { session: string; item: string };
  'session.faceJudged': {
    session: string;
    verdict:
      | 'match'
      | 'noFace'
      | 'severalFaces'
      | 'tooDark'
      | 'tooFar'
      | 'notLive'
      | 'different'
      | 'timedOut'
      | 'noPortrait'
      | 'noCamera'
      | 'broken'
      | 'minor';
    attempt: number;
  };
  'session.cardForgotten': { session: string; waitedMs: number };
  'case.submitted': { session: string; case: string; item: string; tookMs: number };
  'case.decided': { case: string; outcome: 'approved' | 'filed' | 'accepted' | 'refused'; tookMs: number };
  'case.withdrawn': { case: string; reason: string };
  'case.rated': { case: string; rating: number };
  'paper.intended': { job: string; kind: 'receipt' | 'document' };
  'paper.settled': {
    job: string;
    kind: 'receipt' | 'document';
    state: 'printed' | 'saved' | 'failed' | 'unknown';
    explanation: string;
    tookMs: number;
  };
  'paper.proved': { job: string; state: 'printed' | 'saved' | 'failed'; explanation: string };
  'device.opened': {
    device:
      | 'idCardReader'
      | 'barcodeReader'
      | 'receiptPrinter'
      | 'documentPrinter'
      | 'cardReader'
      | 'camera'
      | 'auxiliaries';
    tookMs: number;
  };
  'device.changed': {
    device:
      | 'idCardReader'
      | 'barcodeReader'
      | 'receiptPrinter'
      | 'documentPrinter'
      | 'cardReader'
      | 'camera'
      | 'auxiliaries';
    state:
      | 'online'
      | 'offline'
      | 'powerOff'
      | 'noDevice'
      | 'hardwareError'
      | 'userError'
      | 'deviceBusy'
      | 'fraudAttempt'
      | 'potentialFraud'
      | 'starting'
      | 'unknown';
    health: 'ok' | 'degraded' | 'attention' | 'unavailable' | 'unknown';
    fault: string;
  };
  'device.commandEnded': {
    command:
      | 'idCard.read'
      | 'idCard.readWithPortrait'
      | 'idCard.present'
      | 'barcode.read'
      | 'smartCard.read'
      | 'smartCard.present'
      | 'receipt.print'
      | 'receipt.retract'
      | 'receipt.retractBinHolds'
      | 'document.print'
      | 'document.retract'
      | 'document.resume'
      | 'document.loadSpecialPaper'
      | 'document.wipe'
      | 'device.checkHealth'
      | 'device.restart'
      | 'configuration.check'
      | 'document.validate'
      | 'auxiliaries.setLight'
      | 'auxiliaries.setVolume';
    completion:
      | 'success'
      | 'commandErrorCode'
      | 'canceled'
      | 'deviceNotReady'
      | 'hardwareError'
      | 'userError'
      | 'fraudAttempt'
      | 'invalidCommand'
      | 'invalidData'
      | 'unsupportedCommand'
      | 'unsupportedData'
      | 'sequenceError'
      | 'internalError'
      | 'timeOut';
    kind:
      | 'none'
      | 'notReady'
      | 'absent'
      | 'timeout'
      | 'canceled'
      | 'mediaFault'
      | 'supplyOut'
      | 'mediaInvalid'
      | 'unsupported'
      | 'ownership'
      | 'hardware'
      | 'fraud'
      | 'security'
      | 'outcomeUnknown';
    errorCode: string;
    effect: 'none' | 'done' | 'partial' | 'unknown';
    tookMs: number;
  };
  'device.event': {
    device:
      | 'idCardReader'
      | 'barcodeReader'
      | 'receiptPrinter'
      | 'documentPrinter'
      | 'cardReader'
      | 'camera'
      | 'auxiliaries';
    name:
      | 'CardReader.MediaInsertedEvent'
      | 'CardReader.MediaRemovedEvent'
      | 'Printer.PaperThresholdEvent'
      | 'Printer.TonerThresholdEvent'
      | 'Printer.RetractBinThresholdEvent'
      | 'Storage.StorageThresholdEvent'
      | 'Printer.MediaPresentedEvent'
      | 'Printer.MediaTakenEvent'
      | 'Printer.MediaAutoRetractedEvent'
      | 'Auxiliaries.StatusChangedEvent'
      | 'Common.StatusChangedEvent'
      | 'Common.ErrorEvent'
      | 'Device.Attached'
      | 'Device.Detached'
      | 'Device.IdentityChanged'
      | 'Device.FlapDetected';
  };
  'device.cabinetChanged': { what: string; state: string };
  'device.messageRefused': Record<string, never>;
  'guest.served': { port: number };
  'guest.notServed': Record<string, never>;
  'guest.refused': { why: string };
  'guest.act': {
    device: 'idCardReader' | 'barcodeReader' | 'receiptPrinter' | 'documentPrinter';
    command: string;
    outcome: string;
    effect: 'none' | 'done' | 'partial' | 'unknown';
  };
  'service.act': { act: string; detail: string };
  'service.notWritten': { what: 'report' | 'logs'; code: string };
  'service.restart': { what: 'app' | 'deviceHost' | 'machine' };
  'service.alarm': Record<string, never>;
  'service.staffRefused': Record<string, never>;
  'device.hostLost': { commands: number };
  'ledger.opened': { pending: number; tookMs: number };
  'ledger.refused': { code: 'full' | 'io' | 'corrupt' | 'foreign' | 'unsafe' | 'refused' };
  'ledger.failed': { code: 'full' | 'io' | 'corrupt' | 'foreign' | 'unsafe' | 'refused'; faults: number };
  'ledger.notAccepting': { reason: 'diskNearlyFull' | 'ballastSpent' | 'ledgerFailed' };
  'ledger.maintained': { purged: number; tookMs: number };
  'sync.linkChanged': {
    link: 'unknown' | 'online' | 'offline';
    trouble: 'none' | 'offline' | 'timeout' | 'garbage' | 'unauthorised' | 'refused' | 'noProgress' | 'ledger' | 'busy';
    status: number;
  };
  'sync.alarm': { alarm: 'hashMismatch' | 'chainRefused' | 'platformAhead' | 'tailLost' };
  'catalogue.loaded': { revision: number; items: number; from: 'disk' | 'platform' };
  'catalogue.refused': { from: 'disk' | 'platform' };
  'platform.asked': {
    question: 'prefill' | 'mine' | 'caseResult' | 'document' | 'catalogue';
    result: 'ok' | 'offline' | 'timeout' | 'refused' | 'garbage' | 'unauthorised' | 'notFound' | 'conflict';
    status: number;
    tookMs: number;
  };
}
export type EventId = keyof EventFields;

export const events: {
  readonly [E in EventId]: {
    level: Level;
    fields: { [F in keyof EventFields[E]]: NamedFieldType | readonly string[] };
  };
} = {
  'log.degraded': { level: 'warn', fields: { lines: 'count', fields: 'count' } },
  'process.started': { level: 'info', fields: { tookMs: 'durationMs' } },
  'process.stopping': { level: 'info', fields: {} },
  'process.failed': { level: 'fatal', fields: { code: 'code' } },
  'config.refused': { level: 'error', fields: { problems: 'count' } },
  'shell.childExited': {
    level: 'error',
    fields: { child: ['terminal', 'deviceHost'], exitCode: 'count', restarts: 'count' },
  },
  'shell.childRestarted': { level: 'info', fields: { child: ['terminal', 'deviceHost'], tookMs: 'durationMs' } },
  'shell.childSilent': { level: 'error', fields: { child: ['terminal', 'deviceHost'], silentMs: 'durationMs' } },
  'shell.crashLoop': { level: 'fatal', fields: { child: ['terminal', 'deviceHost', 'renderer'], restarts: 'count' } },
  'shell.rendererGone': {
    level: 'error',
    fields: {
      reason: [
        'clean-exit',
        'abnormal-exit',
        'killed',
        'crashed',
        'oom',
        'launch-failed',
        'integrity-failure',
        'memory-eviction',
        'unresponsive',
      ],
    },
  },
  'shell.rendererReplaced': {
    level: 'info',
    fields: { tookMs: 'durationMs', cause: ['sessionEnded', 'gone', 'unresponsive'] },
  },
  'shell.requestBlocked': {
    level: 'warn',
    fields: { what: ['navigation', 'window', 'permission', 'network', 'download', 'dialog', 'ipc'] },
  },
  'session.began': { level: 'info', fields: { session: 'id', language: ['zh-CN', 'en'] } },
  'session.identified': {
    level: 'info',
    fields: { session: 'id', cardType: ['resident', 'J', 'I', 'Y'], tookMs: 'durationMs' },
  },
  'session.itemOpened': { level: 'info', fields: { session: 'id', item: 'item' } },
  'session.ended': {
    level: 'info',
    fields: { session: 'id', reason: ['finished', 'left', 'idle', 'fault', 'crashed'], durationMs: 'durationMs' },
  },
  'session.commandRefused': { level: 'warn', fields: { command: 'code', screen: 'code', refused: 'count' } },
  'session.recovered': { level: 'warn', fields: { submitted: 'flag', paperUnknown: 'flag' } },
  'session.faceConsented': { level: 'info', fields: { session: 'id', item: 'item' } },
  'session.faceJudged': {
    level: 'info',
    fields: {
      session: 'id',
      verdict: [
        'match',
        'noFace',
        'severalFaces',
        'tooDark',
        'tooFar',
        'notLive',
        'different',
        'timedOut',
        'noPortrait',
        'noCamera',
        'broken',
        'minor',
      ],
      attempt: 'count',
    },
  },
  'session.cardForgotten': { level: 'warn', fields: { session: 'id', waitedMs: 'durationMs' } },
  'case.submitted': {
    level: 'info',
    fields: { session: 'id', case: 'caseNumber', item: 'item', tookMs: 'durationMs' },
  },
  'case.decided': {
    level: 'info',
    fields: { case: 'caseNumber', outcome: ['approved', 'filed', 'accepted', 'refused'], tookMs: 'durationMs' },
  },
  'case.withdrawn': { level: 'info', fields: { case: 'caseNumber', reason: 'code' } },
  'case.rated': { level: 'info', fields: { case: 'caseNumber', rating: 'count' } },
  'paper.intended': { level: 'info', fields: { job: 'id', kind: ['receipt', 'document'] } },
  'paper.settled': {
    level: 'info',
    fields: {
      job: 'id',
      kind: ['receipt', 'document'],
      state: ['printed', 'saved', 'failed', 'unknown'],
      explanation: 'code',
      tookMs: 'durationMs',
    },
  },
  'paper.proved': { level: 'info', fields: { job: 'id', state: ['printed', 'saved', 'failed'], explanation: 'code' } },
  'device.opened': {
    level: 'info',
    fields: {
      device: [
        'idCardReader',
        'barcodeReader',
        'receiptPrinter',
        'documentPrinter',
        'cardReader',
        'camera',
        'auxiliaries',
      ],
      tookMs: 'durationMs',
    },
  },
  'device.changed': {
    level: 'info',
    fields: {
      device: [
        'idCardReader',
        'barcodeReader',
        'receiptPrinter',
        'documentPrinter',
        'cardReader',
        'camera',
        'auxiliaries',
      ],
      state: [
        'online',
        'offline',
        'powerOff',
        'noDevice',
        'hardwareError',
        'userError',
        'deviceBusy',
        'fraudAttempt',
        'potentialFraud',
        'starting',
        'unknown',
      ],
      health: ['ok', 'degraded', 'attention', 'unavailable', 'unknown'],
      fault: 'code',
    },
  },
  'device.commandEnded': {
    level: 'info',
    fields: {
      command: [
        'idCard.read',
        'idCard.readWithPortrait',
        'idCard.present',
        'barcode.read',
        'smartCard.read',
        'smartCard.present',
        'receipt.print',
        'receipt.retract',
        'receipt.retractBinHolds',
        'document.print',
        'document.retract',
        'document.resume',
        'document.loadSpecialPaper',
        'document.wipe',
        'device.checkHealth',
        'device.restart',
        'configuration.check',
        'document.validate',
        'auxiliaries.setLight',
        'auxiliaries.setVolume',
      ],
      completion: [
        'success',
        'commandErrorCode',
        'canceled',
        'deviceNotReady',
        'hardwareError',
        'userError',
        'fraudAttempt',
        'invalidCommand',
        'invalidData',
        'unsupportedCommand',
        'unsupportedData',
        'sequenceError',
        'internalError',
        'timeOut',
      ],
      kind: [
        'none',
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
      ],
      errorCode: 'code',
      effect: ['none', 'done', 'partial', 'unknown'],
      tookMs: 'durationMs',
    },
  },
  'device.event': {
    level: 'info',
    fields: {
      device: [
        'idCardReader',
        'barcodeReader',
        'receiptPrinter',
        'documentPrinter',
        'cardReader',
        'camera',
        'auxiliaries',
      ],
      name: [
        'CardReader.MediaInsertedEvent',
        'CardReader.MediaRemovedEvent',
        'Printer.PaperThresholdEvent',
        'Printer.TonerThresholdEvent',
        'Printer.RetractBinThresholdEvent',
        'Storage.StorageThresholdEvent',
        'Printer.MediaPresentedEvent',
        'Printer.MediaTakenEvent',
        'Printer.MediaAutoRetractedEvent',
        'Auxiliaries.StatusChangedEvent',
        'Common.StatusChangedEvent',
        'Common.ErrorEvent',
        'Device.Attached',
        'Device.Detached',
        'Device.IdentityChanged',
        'Device.FlapDetected',
      ],
    },
  },
  'device.cabinetChanged': { level: 'warn', fields: { what: 'code', state: 'code' } },
  'device.messageRefused': { level: 'error', fields: {} },
  'guest.served': { level: 'info', fields: { port: 'count' } },
  'guest.notServed': { level: 'error', fields: {} },
  'guest.refused': { level: 'warn', fields: { why: 'code' } },
  'guest.act': {
    level: 'info',
    fields: {
      device: ['idCardReader', 'barcodeReader', 'receiptPrinter', 'documentPrinter'],
      command: 'code',
      outcome: 'code',
      effect: ['none', 'done', 'partial', 'unknown'],
    },
  },
  'service.act': { level: 'info', fields: { act: 'code', detail: 'code' } },
  'service.notWritten': { level: 'error', fields: { what: ['report', 'logs'], code: 'code' } },
  'service.restart': { level: 'warn', fields: { what: ['app', 'deviceHost', 'machine'] } },
  'service.alarm': { level: 'error', fields: {} },
  'service.staffRefused': { level: 'error', fields: {} },
  'device.hostLost': { level: 'error', fields: { commands: 'count' } },
  'ledger.opened': { level: 'info', fields: { pending: 'count', tookMs: 'durationMs' } },
  'ledger.refused': { level: 'fatal', fields: { code: ['full', 'io', 'corrupt', 'foreign', 'unsafe', 'refused'] } },
  'ledger.failed': {
    level: 'error',
    fields: { code: ['full', 'io', 'corrupt', 'foreign', 'unsafe', 'refused'], faults: 'count' },
  },
  'ledger.notAccepting': { level: 'error', fields: { reason: ['diskNearlyFull', 'ballastSpent', 'ledgerFailed'] } },
  'ledger.maintained': { level: 'debug', fields: { purged: 'count', tookMs: 'durationMs' } },
  'sync.linkChanged': {
    level: 'info',
    fields: {
      link: ['unknown', 'online', 'offline'],
      trouble: ['none', 'offline', 'timeout', 'garbage', 'unauthorised', 'refused', 'noProgress', 'ledger', 'busy'],
      status: 'count',
    },
  },
  'sync.alarm': { level: 'error', fields: { alarm: ['hashMismatch', 'chainRefused', 'platformAhead', 'tailLost'] } },
  'catalogue.loaded': { level: 'info', fields: { revision: 'count', items: 'count', from: ['disk', 'platform'] } },
  'catalogue.refused': { level: 'error', fields: { from: ['disk', 'platform'] } },
  'platform.asked': {
    level: 'debug',
    fields: {
      question: ['prefill', 'mine', 'caseResult', 'document', 'catalogue'],
      result: ['ok', 'offline', 'timeout', 'refused', 'garbage', 'unauthorised', 'notFound', 'conflict'],
      status: 'count',
      tookMs: 'durationMs',
    },
  },
};
