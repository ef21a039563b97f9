import { describe, expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { loadProgram } from '../../src/api/load.ts';
import { profile } from '../../src/api/profile.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';

describe('a profile', () => {
  const vm = createPellucid();
  const provingKey = setupMachine(vm);

  it.each([
    ['keccak256', guestInput([2], new TextEncoder().encode('abc'))],
    ['sort', guestInput([40, 7])],
    ['coremix', guestInput([1, 7])],
  ])('of %s says what the proof then costs', async (name, input) => {
    const program = loadProgram(guestBytes(name));
    const planned = profile(vm, { program, input, provingKey });
    const proved = await prove(vm, { program, input, provingKey });
    expect(planned.chips).toEqual(proved.chips);
    expect(planned.plannedBytes).toBe(proved.plannedBytes);
    expect(planned.steps).toBe(proved.steps);
  });

  it('counts every instruction once, in the function where it is', () => {
    const program = loadProgram(guestBytes('keccak256'));
    const { functions, steps, chips } = profile(vm, { program, input: guestInput([2]), provingKey });
    expect(functions[0].name).toBe('permute');
    expect(functions.map(({ name }) => name)).toContain('main');
    expect(functions.reduce((sum, f) => sum + f.steps, 0)).toBe(steps);
    const live = chips.reduce((sum, c) => sum + c.rows * (c.mainColumns + c.logupColumns), 0);
    const inFunctions = functions.reduce((sum, f) => sum + f.cells, 0);
    expect(inFunctions).toBeGreaterThan(live / 2);
    expect(inFunctions).toBeLessThan(live);
  });

  it('without symbols has one nameless function', () => {
    const program = { ...loadProgram(guestBytes('sort')), symbols: [] };
    const { functions, steps } = profile(vm, { program, input: guestInput([40, 7]), provingKey });
    expect(functions).toMatchObject([{ name: '?', steps }]);
  });

  it('is also there of a run that cannot be proved for its exit code, and not of one that is too long', () => {
    expect(profile(vm, { program: loadProgram(guestBytes('fail')), provingKey }).exitCode).toBe(7);
    const program = loadProgram(guestBytes('fibonacci'));
    const input = new Uint8Array(new BigUint64Array([10_000_000n]).buffer);
    expect(() => profile(vm, { program, input, provingKey })).toThrow(expect.objectContaining({ code: 'guest-steps-exceeded' }));
  });
});
