/** How long each wait may last, in milliseconds; each says what happens when it is over. */
export const WAITS = {
  /** The reader waits this long for a card, then the screen offers to try again. */
  cardMs: 60_000,
  /** The document camera waits this long for a paper (shorter than the idle time), then the screen offers to try again or the other way. */
  scanMs: 50_000,
  /** Whoever wants a code looked up has so long to show it (shorter than the idle time). */
  codeMs: 45_000,
  /** After this a wait is called slow and the screen lists what is going on. */
  slowMs: 10_000,
  /** The result of a crash stays readable this long before the attract screen comes back. */
  recoveredMs: 60_000,
  /** A reader that refused although it is said to work is asked again after this. */
  readerAgainMs: 3_000,
  farewellMs: 3_000,
  /** A receipt that still hangs out when its owner leaves is pointed at so long, then it is drawn back where that goes. */
  takePaperMs: 15_000,
  thanksMs: 1_500,
  /** The camera looks for a face that can be compared at most this long in one attempt. */
  faceMs: 25_000,
  /** A card still lying there after this is reported as forgotten and the next person is let in. */
  forgottenMs: 120_000,
} as const;
