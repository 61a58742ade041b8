/** `scheme://user:password@host…?query#fragment` in its parts. */
const PLACE = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*@)?([^?#]*)([?#].*)?$/is;

/** Does a place hold what may be a secret: a user name, a password, a query or a fragment? */
export function hasCredentials(place: string): boolean {
  const parts = PLACE.exec(place.trim());
  return parts !== null && (parts[2] !== undefined || parts[4] !== undefined);
}

/** A place as people may see it: where something is, without what may be a secret. Any other text as it is. */
export function shownPlace(place: string): string {
  const parts = PLACE.exec(place.trim());
  return parts === null ? place : `${parts[1] ?? ''}${parts[3] ?? ''}`;
}
