/** Largest message in either direction, UTF-8 bytes: what KAL's server takes; base64 counts. */
export const MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

/** Room kept in a message for its header and the other properties. */
const ENVELOPE_BYTES = 1024;

/** Most binary data one message can carry as base64. */
export const MAX_BINARY_BYTES = Math.floor((MAX_MESSAGE_BYTES - ENVELOPE_BYTES) / 4) * 3;

/** The folder of every XFS4IoT address; still `v1.0` in services of the 2024-3 release. */
export const ROOT_PATH = '/xfs4iot/v1.0';

/** Where publishers listen besides 80 (http) and 443 (https). */
export const PUBLISHER_PORTS: readonly number[] = Array.from({ length: 11 }, (_, index) => 5846 + index);
