import type { Payload } from '../generation-one.ts';
import { ROOT_PATH } from '../limits.ts';
import { common } from '../messages.ts';
import { commandsOf, done, eventsOf, refused, type ServedCommand, type ServedService, served } from './served.ts';

/** Commands that may wait for one device. */
export const LONGEST_QUEUE = 8;
const VENDOR = 'Budayang';

const at = (version: string, completionVersion: string) => ({ version, completionVersion, queued: false });

/** `Common.Cancel` needs the connection itself and is listed here only. */
const CANCEL = ['Common.Cancel', '2.0'] as const;

const versionsOf = (messages: readonly (readonly [name: string, version: string])[]): Payload =>
  Object.fromEntries(messages.map(([name, version]) => [name, { versions: [version] }]));

const listed = (commands: readonly ServedCommand[]) => commands.map(({ name, version }) => [name, version] as const);

/** Takes the majors we serve and no others; ours are never changed by it. */
function setVersions(all: () => readonly (readonly [string, string])[]): ServedCommand {
  return served(common.setVersions, at('2.0', '2.0'), async ({ commands, events }) => {
    const offered = new Map(all());
    const asked = Object.entries({ ...commands, ...events });
    const wrong = asked.some(([name, major]) => offered.get(name)?.split('.')[0] !== String(major));
    return wrong ? refused('invalidData', 'a version that is not offered') : done();
  });
}

/** What every service answers at once, whatever its device does. */
export function commonCommands(service: ServedService, now: () => number): readonly ServedCommand[] {
  const events = [['Common.StatusChangedEvent', '3.0'] as const, ...eventsOf(service)];
  const own: readonly ServedCommand[] = [
    served(common.status, at('2.0', '3.0'), async () => done(service.status(now()))),
    setVersions(() => [...listed(own), CANCEL, ...listed(commandsOf(service)), ...events]),
    served(common.capabilities, at('2.0', '3.0'), async () => {
      const { model, identity, firmware } = service.about();
      return done({
        interfaces: [
          { name: 'Common', commands: versionsOf([...listed(own), CANCEL]), events: versionsOf(events.slice(0, 1)) },
          ...service.interfaces.map(({ name, commands, events: own }) => ({
            name,
            commands: versionsOf(listed(commands)),
            events: versionsOf(own),
            maximumRequests: LONGEST_QUEUE,
          })),
        ],
        common: {
          serviceVersion: '1.0',
          deviceInformation: [
            {
              modelName: model,
              modelDescription: service.description,
              ...(identity === null ? {} : { serialNumber: identity }),
              ...(firmware ? { firmware: [{ firmwareName: model, firmwareVersion: firmware }] } : {}),
            },
          ],
        },
        ...service.capabilities(),
      });
    }),
  ];
  return own;
}

/** The publisher lists what is served; the secret stands in no address. */
export function publisherCommands(names: readonly string[], port: () => number): readonly ServedCommand[] {
  return [
    served(common.getServices, at('2.0', '2.0'), async () =>
      done({
        vendorName: VENDOR,
        services: names.map((name) => ({ serviceURI: `ws://127.0.0.1:${port()}${ROOT_PATH}/${name}` })),
      }),
    ),
  ];
}
