/** Key generation, explicit. */
import { generateMachineKey } from '../keys/machineKey.ts';
import { generateProgramKey } from '../keys/programKey.ts';
import { buildProgramTable } from '../machine/programTable.ts';
import { presetConfig } from '../stark/config.ts';
import type { Program } from '../vm/program.ts';
import type { Pellucid, ProgramKey, ProvingKey } from './types.ts';

/** The machine's keys for a preset (default `fast`) and a hash suite (default `blake3`). Serves every guest. */
export const setupMachine = (
  vm: Pellucid,
  { preset = 'fast', hash }: { readonly preset?: string; readonly hash?: string | undefined } = {},
): ProvingKey => generateMachineKey(vm.backend, presetConfig(preset, hash), vm.machine);

/** A guest's commitment under a machine key: what a verifier pins to know which program was run. */
export const setupProgram = (
  vm: Pellucid,
  { provingKey, program }: { readonly provingKey: ProvingKey; readonly program: Program },
): ProgramKey => generateProgramKey(vm.backend, provingKey.verifyingKey, buildProgramTable(vm.machine, program));
