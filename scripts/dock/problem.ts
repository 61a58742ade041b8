/** A refusal the caller can understand and act on; becomes `problemSchema` with `status`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string, message: string) {
    super(message);
    this.status = status;
    this.error = error;
  }
}
