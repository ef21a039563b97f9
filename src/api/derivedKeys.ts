/** Keys that a proof was not given: derived once per prover, which is for one machine, preset and hash, as they are the same for every guest. */
import type { Backend } from '../backend/types.ts';
import { generateMachineKey } from '../keys/machineKey.ts';
import type { Machine } from '../machine/machine.ts';
import type { StarkConfig } from '../stark/config.ts';
import type { ProvingKey } from './types.ts';

const derived = new WeakMap<Backend, Map<string, ProvingKey>>();

export const derivedKey = (backend: Backend, config: StarkConfig, machine: Machine): ProvingKey => {
  const keys = derived.get(backend) ?? new Map<string, ProvingKey>();
  derived.set(backend, keys);
  const name = `${config.preset} ${config.hash}`;
  const key = keys.get(name) ?? generateMachineKey(backend, config, machine);
  keys.set(name, key);
  return key;
};
