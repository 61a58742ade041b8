import { type HidWrapperProfile, hidWrapperProfileSchema } from './hid-wrapper.ts';

/**
 * Wrappers known by name. Both are examples of shapes HID devices use, for the tests and to copy from; no reader is known
 * to speak just like that. A site's own profile is a JSON file of the same schema.
 */
const KNOWN: readonly HidWrapperProfile[] = [
  {
    name: 'example-raw-64',
    certainty: 'example',
    source: 'unnumbered vendor reports that carry the bytes as they are, zeros behind',
    usagePage: 0xff00,
    output: {
      reportId: 0,
      length: 64,
      payloadAt: 0,
      payloadLength: 64,
      lengthField: null,
      constants: [],
      padding: 0x00,
    },
    input: {
      reportId: 0,
      length: 64,
      payloadAt: 0,
      payloadLength: 64,
      lengthField: null,
      constants: [],
      padding: 0x00,
    },
  },
  {
    name: 'example-counted-64',
    certainty: 'example',
    source: 'numbered vendor reports: a mark, a two-byte count, the bytes',
    usagePage: 0xff00,
    output: {
      reportId: 1,
      length: 63,
      payloadAt: 3,
      payloadLength: 60,
      lengthField: { at: 1, bytes: 2, endian: 'big', counts: 'payload' },
      constants: [{ at: 0, value: 0x5a }],
      padding: 0xff,
    },
    input: {
      reportId: 2,
      length: 63,
      payloadAt: 2,
      payloadLength: 61,
      lengthField: { at: 1, bytes: 1, endian: 'little', counts: 'payloadAndField' },
      constants: [{ at: 0, value: 0xa5 }],
      padding: 0xff,
    },
  },
];

export const hidWrapperProfiles: ReadonlyMap<string, HidWrapperProfile> = new Map(
  KNOWN.map((profile) => [profile.name, hidWrapperProfileSchema.parse(profile)]),
);
