/** The platform refuses to start; `message` is one sentence for the person at the console that says what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
