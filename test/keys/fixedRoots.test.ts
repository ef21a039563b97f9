/** The roots that keys are made of without work are those that the tables have. */
import { describe, expect, it } from 'vitest';
import { fixedRoots } from '../../scripts/genRoots.ts';
import { createPellucid } from '../../src/api/createPellucid.ts';
import { setupMachine } from '../../src/api/setup.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { prepareGroup } from '../../src/keys/machineKey.ts';
import { FIXED_ROOTS } from '../../src/machine/fixedRoots.ts';
import { PRESETS } from '../../src/stark/config.ts';

describe('known roots', () => {
  it('are those of the tables, for all suites and blowups', () => {
    expect(FIXED_ROOTS).toEqual(fixedRoots());
  });

  it('make every key of a preset, which takes no memory for it', () => {
    const vm = createPellucid();
    for (const preset of Object.keys(PRESETS)) for (const hash of HASHES) setupMachine(vm, { preset, hash });
    expect(vm.session.backend.usage().peakWords).toBe(0);
  });

  it('are those that a prover finds when it commits the tables', () => {
    const vm = createPellucid();
    const { backend } = vm.session;
    const { verifyingKey, tables } = setupMachine(vm);
    verifyingKey.groups.forEach(({ root, logHeights }, index) => {
      if (logHeights !== undefined) expect(prepareGroup(backend, verifyingKey, index, tables).tree.root).toEqual(root);
    });
  });
});
