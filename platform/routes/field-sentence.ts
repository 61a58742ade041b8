import type { z } from 'zod';

/** The first fault of a failed parse as a sentence that names the field; never quotes the value. */
export function fieldSentence(error: z.ZodError, whole = 'the body'): string {
  const issue = error.issues[0];
  if (issue === undefined) return `${whole} does not follow the contract`;
  return issueSentence(issue.path, issue.message, whole);
}

/** As {@link fieldSentence}, from the two parts zod gives. */
export function issueSentence(path: readonly PropertyKey[], message: string, whole: string): string {
  const field = path.length === 0 ? whole : `field ${path.map(String).join('.')}`;
  return `${field}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
