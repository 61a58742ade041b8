import type { Command } from '../contract/commands.ts';
import type { Config } from '../contract/config.ts';
import type { Logger } from '../logging/logger.ts';
import type { DeviceSide } from './device-side.ts';
import type { HelpDesk } from './help/help-desk.ts';
import { createRendererLink } from './renderer-link.ts';
import type { ServiceSide } from './service-side.ts';
import { isTouch } from './session/take-command.ts';
import { snapshotOf } from './session/view/snapshot.ts';
import { screenName } from './session/view/state.ts';
import type { SessionSide } from './session-side.ts';

export interface PageSideOptions {
  readonly config: Config;
  readonly log: Logger['log'];
  readonly devices: DeviceSide;
  readonly session: SessionSide;
  readonly service: ServiceSide;
  readonly help: Pick<HelpDesk, 'view' | 'call'>;
}

/** The page that is shown: what it sees, and to whom each of its commands goes. */
export function createPageSide({ config, log, devices, session, service, help }: PageSideOptions) {
  const { cabinet, cameras, faces } = devices;
  let refused = 0;
  let revision = 0;

  function refuse(command: string): void {
    log('session.commandRefused', { command, screen: screenName(session.state()), refused: ++refused });
  }

  function taken(command: Command): boolean {
    switch (command.type) {
      case 'camera':
        // What is told of an opening that is just over comes late by nature.
        cameras.told(command.told);
        return true;
      case 'face':
        return faces.told(command.told);
      case 'service':
        return service.act(command.act);
      case 'callStaff':
        return callStaff();
      case 'openService': {
        const opened = session.take(command);
        if (opened) service.enter();
        return opened;
      }
      default:
        return session.take(command);
    }
  }

  /** Asked for at whatever screen a citizen sees; it changes nothing of what they are doing. */
  function callStaff(): boolean {
    if (service.screen() !== null || !help.call(screenName(session.state()))) return false;
    session.take({ type: 'touched' });
    link.publish();
    return true;
  }

  const link = createRendererLink({
    snapshot: () =>
      snapshotOf(
        session.state(),
        ++revision,
        service.screen(),
        cameras.view(),
        config.devices.auxiliaries === undefined ? undefined : cabinet.view(),
        help.view(),
      ),
    onRefused: () => refuse('malformed'),
    onReplaced: () => {
      cameras.pageLost();
      service.pageLost();
      session.send({ type: 'page.lost' });
    },
    onCommand: (command) => {
      if (isTouch(command)) cabinet.touched();
      // A page that heard nothing for a while touches to learn where it is.
      if (command.type === 'touched') {
        service.touched();
        link.publish();
      }
      if (!taken(command)) refuse(command.type);
    },
  });
  return link;
}
