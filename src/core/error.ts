/** The one error type that Pellucid throws on purpose: a stable code to branch on, a message for people, details for tools. */
export class PellucidError extends Error {
  readonly code: string;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'PellucidError';
    this.code = code;
    this.details = details;
  }
}
