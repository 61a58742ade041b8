import { createPlatform, type Platform, type PlatformOptions } from '../server.ts';
import { emptyCluster } from './empty-cluster.ts';
import { type SampleServices, sampleServices } from './sample-services.ts';
import { enrolments } from './sample-terminal.ts';

/** A whole platform with invented business, two enrolled terminals and, unless told otherwise, an in-memory database. */
export async function openSamplePlatform(
  options: Partial<PlatformOptions> & { services?: SampleServices } = {},
): Promise<Platform & { services: SampleServices }> {
  const services = options.services ?? sampleServices();
  const platform = await createPlatform({
    tls: 'off',
    cluster: await emptyCluster(),
    enrol: enrolments,
    publicUrl: 'https://verify.example',
    ...options,
    services,
  });
  return Object.assign(platform, { services });
}
