/** Proofs of a guest that nests: the deepest run that fits its stack is proved with the right value; one level more is refused. */
import { expect, it } from 'vitest';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { execute } from '../../src/api/execute.ts';
import { loadProgram } from '../../src/api/load.ts';
import { prove } from '../../src/api/prove.ts';
import { setupMachine, setupProgram } from '../../src/api/setup.ts';
import { verify } from '../../src/api/verify.ts';
import { guestBytes, guestInput } from '../support/programGuests.ts';
import { DEEPEST, sumOf } from '../support/recursion.ts';

it('a stack that just fits is proved, one that does not is refused', async () => {
  const vm = createPellucid();
  const provingKey = setupMachine(vm, { preset: 'insecure-test' });
  const { verifyingKey } = provingKey;
  const program = loadProgram(guestBytes('recurse'));
  const { programCommitment } = setupProgram(vm, { provingKey, program });
  const { proof } = await prove(vm, { program, input: guestInput([DEEPEST]), provingKey });
  expect(verify({ verifyingKey, programCommitment, proof, minBits: 0 })).toMatchObject({
    valid: true,
    publicValues: guestInput([sumOf(DEEPEST)]),
  });

  const input = guestInput([DEEPEST + 1]);
  const refusal = { code: 'guest-trap', message: expect.stringContaining('stack overflow'), details: { reason: 'stack-overflow' } };
  await expect(execute({ program, input })).rejects.toMatchObject(refusal);
  await expect(prove(vm, { program, input, provingKey })).rejects.toMatchObject(refusal);
}, 120_000);
