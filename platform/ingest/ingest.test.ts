import { ingestSuite } from '../testing/ingest-suite.ts';
import { openSamplePlatform } from '../testing/open-sample-platform.ts';

ingestSuite('the embedded database', () => openSamplePlatform(), 25);
