/** Results across threads: messages carry plain data only, so an error travels as its parts and is made again on the other side. */
import { PellucidError } from '../../core/error.ts';

interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** The code of a PellucidError. */
  readonly code?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: PlainError;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: PlainError };

/** The value in a form that a message can carry: functions and the like become text. */
const sendable = (value: unknown): unknown => {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
};

const toPlain = (error: unknown): PlainError => {
  const { name, message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  return {
    name,
    message,
    stack,
    ...(cause !== undefined && { cause: toPlain(cause) }),
    ...(error instanceof PellucidError && {
      code: error.code,
      details: Object.fromEntries(Object.entries(error.details).map(([key, detail]) => [key, sendable(detail)])),
    }),
  };
};

/** Errors of the language that callers tell apart; any other is an Error with its name. */
const CLASSES: Readonly<Record<string, ErrorConstructor>> = { RangeError, TypeError };

const fromPlain = ({ name, message, stack, code, details, cause }: PlainError): Error => {
  const reason = cause && fromPlain(cause);
  const error =
    code === undefined
      ? new (CLASSES[name] ?? Error)(message, { cause: reason })
      : new PellucidError(code, message, { ...details }, reason);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return error;
};

/** Runs a task and never throws. */
export const settle = async <T>(task: () => T | Promise<T>): Promise<Outcome<T>> => {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    return { ok: false, error: toPlain(error) };
  }
};

/** Returns the value, or throws the error as it was thrown. */
export const unwrap = <T>(outcome: Outcome<T>): T => {
  if (outcome.ok) return outcome.value;
  throw fromPlain(outcome.error);
};
