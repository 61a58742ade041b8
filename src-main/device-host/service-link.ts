import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ok, type Result } from '../../drivers/contract/index.ts';
import { type Misfit, misfit } from './misfit.ts';

/** What a connection to an XFS4IoT service needs beside its address. */
export interface ServiceLink {
  readonly bearer?: string;
  readonly certificateAuthority?: string;
}

/** The files that a configuration names for it. */
export interface ServiceFiles {
  readonly secretFile?: string | undefined;
  readonly authorityFile?: string | undefined;
}

/** One word that a header can carry (RFC 6750 b64token and what secrets are made of besides): no space, no line. */
const SECRET = /^[\x21-\x7e]{1,512}$/;
const LONGEST = 64 * 1024;

const contentOf = async (file: string): Promise<string | null> => {
  const content = await readFile(file, 'utf8').catch(() => null);
  return content === null || content.length > LONGEST ? null : content;
};

/**
 * Reads the files a configured service names. What is wrong with one is said of its field, never with what is in it.
 * Read once a start: whoever changes a secret restarts the device host.
 */
export async function serviceLink({ secretFile, authorityFile }: ServiceFiles): Promise<Result<ServiceLink, Misfit>> {
  const secret = secretFile === undefined ? undefined : await contentOf(secretFile);
  if (secret === null) return misfit('secretFile', 'cannot be read; it is a file with the secret of the service');
  if (secret !== undefined && !SECRET.test(secret.trim()))
    return misfit('secretFile', 'must hold the secret alone: one word of at most 512 characters');
  const authority = authorityFile === undefined ? undefined : await contentOf(authorityFile);
  if (authority === null) return misfit('authorityFile', 'cannot be read; it is a PEM file of the authority');
  if (authority !== undefined && !isCertificate(authority))
    return misfit('authorityFile', 'holds no certificate; it is a PEM file (BEGIN CERTIFICATE)');
  return ok({
    ...(secret === undefined ? {} : { bearer: secret.trim() }),
    ...(authority === undefined ? {} : { certificateAuthority: authority }),
  });
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
