/** What Electron, a display without a screen, and the native device modules need from Debian or Ubuntu. */
export declare const NEEDED: readonly string[];
/** What only the lane on a real kernel needs (test/vm): `npm test` installs these, `npm start` does not. */
export declare const NEEDED_FOR_VM: readonly string[];
/** Which of the wanted packages (`NEEDED` unless told) are absent. `null` when this is no Debian-like system. */
export declare function missingPackages(wanted?: readonly string[]): Promise<{ missing: string[] } | null>;
/** The names under which apt knows the packages here. */
export declare function installableNames(missing: readonly string[]): Promise<string[]>;
export declare function installPackages(missing: readonly string[]): Promise<{ ok: true } | { ok: false; why: string }>;
