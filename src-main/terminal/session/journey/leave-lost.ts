/** Nobody knows who stands there since the page was lost: what followed is over, and no further screen is theirs. */
export const leaveLost = {
  guard: 'pageWasLost',
  target: '#ending',
  actions: { type: 'endSession', params: { reason: 'fault' } },
} as const;
