import { type JWK, jwtVerify } from 'jose';
import { z } from 'zod';

/** A QR badge begins with this; what follows is a compact JWS. */
export const BADGE_PREFIX = 'BDYSVC:';
/** A badge is made for one visit. */
const LONGEST_VALIDITY_S = 12 * 60 * 60;

const claimsSchema = z.object({
  sub: z.string().regex(/^\d{4,8}$/),
  jti: z.string().min(8).max(64),
  iat: z.number().int(),
  exp: z.number().int(),
});

export interface Badge {
  readonly staff: string;
  /** Good for one entry. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Reads a badge that the platform signed for this terminal: JWS ES256 (RFC 7515) with `aud` the terminal's name,
 * `sub` the staff number, at most 12 hours long. Needs no network. Null for everything else.
 */
export async function readBadge(
  text: string,
  options: { key: JWK; terminal: string; now: Date },
): Promise<Badge | null> {
  if (!text.startsWith(BADGE_PREFIX) || text.length > 2000) return null;
  try {
    const { payload } = await jwtVerify(text.slice(BADGE_PREFIX.length), options.key, {
      algorithms: ['ES256'],
      audience: options.terminal,
      currentDate: options.now,
      typ: 'budayang-badge+jwt',
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success || claims.data.exp - claims.data.iat > LONGEST_VALIDITY_S) return null;
    return { staff: claims.data.sub, id: claims.data.jti, expiresAt: claims.data.exp * 1000 };
  } catch {
    return null;
  }
}
