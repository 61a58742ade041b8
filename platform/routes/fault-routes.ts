import { apiErrorSchema } from '../../src-main/contract/platform-api.ts';
import type { App, PlatformContext } from '../context.ts';
import { faultsSchema } from '../faults/faults.ts';

/** Development only: the switch exists only in a platform started with `--faults=on`. */
export function faultRoutes(app: App, { faults, services }: PlatformContext): void {
  if (faults === undefined) return;
  app.get('/dev/faults', { schema: { response: { 200: faultsSchema }, hide: true } }, async () => faults.current());
  app.post(
    '/dev/faults',
    { schema: { body: faultsSchema, response: { 200: faultsSchema, 400: apiErrorSchema }, hide: true } },
    async (request) => {
      faults.set(request.body);
      services.setBasesUnavailable(request.body.basesUnavailable);
      return faults.current();
    },
  );
}
