/** Programs of this machine that may use its devices (XFS4IoT guests). `away`: none of them does any more. */
export interface Guests {
  readonly away: boolean;
  door(): void;
  inside(): void;
  outside(): void;
}
export const NO_GUESTS: Guests = {
  away: true,
  door: () => undefined,
  inside: () => undefined,
  outside: () => undefined,
};
