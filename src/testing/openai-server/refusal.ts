import type { ApiError } from "./error-body.ts";

/** Thrown while a request is answered, and sent as an error body. It never leaves the server. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly error: ApiError;

  /**
   * @param status - The HTTP status.
   * @param message - What the client reads.
   * @param details - The provider's code and the field that is to blame.
   */
  constructor(
    status: number,
    message: string,
    { code = null, param = null }: Partial<Pick<ApiError, "code" | "param">> = {},
  ) {
    super(message);
    this.error = { status, message, code, param };
  }
}
