import { describe, expect, it } from 'vitest';
import { PellucidError } from '../../../src/core/error.ts';
import { settle, unwrap } from '../../../src/threads/remote/outcome.ts';

/** As a message carries it. */
const across = async (task: () => unknown) => unwrap(structuredClone(await settle(task)));

describe('an outcome', () => {
  it('carries a value', async () => {
    expect(await across(() => Promise.resolve({ n: 1, bytes: new Uint8Array(2) }))).toEqual({ n: 1, bytes: new Uint8Array(2) });
  });
  it('carries our errors with code, message, details and causes', async () => {
    const cause = new PellucidError('inner', 'why', { pc: 4 }, new RangeError('deepest'));
    const failed = across(() => {
      throw new PellucidError('outer', 'what', { bytes: Uint8Array.of(1), call: () => {} }, cause);
    });
    const error = (await failed.catch((e) => e)) as PellucidError & { cause: PellucidError };
    expect(error).toBeInstanceOf(PellucidError);
    expect(error).toMatchObject({ name: 'PellucidError', code: 'outer', message: 'what', details: { bytes: Uint8Array.of(1) } });
    expect(error.details.call).toBe('() => {}');
    expect(error.cause).toBeInstanceOf(PellucidError);
    expect(error.cause).toMatchObject({ code: 'inner', message: 'why', details: { pc: 4 } });
    expect(error.cause.cause).toBeInstanceOf(RangeError);
  });
  it('carries other errors by class and name, and what is no error as one', async () => {
    const thrown = (value: unknown): Promise<unknown> =>
      across(() => {
        throw value;
      }).catch((e) => e);
    expect(await thrown(new TypeError('t'))).toBeInstanceOf(TypeError);
    expect(await thrown(new DOMException('d', 'DataCloneError'))).toMatchObject({ name: 'DataCloneError', message: 'd' });
    expect(await thrown('text')).toMatchObject({ message: 'text' });
  });
});
