/** Key generation, explicit. */
import { generateProgramKey } from '../keys/programKey.ts';
import { presetConfig } from '../stark/config.ts';
import type { Program } from '../vm/program.ts';
import type { Pellucid, ProgramKey, ProvingKey } from './types.ts';

/**
 * The machine's keys for a preset (default `fast`) and a hash suite (default `blake3`). They serve every guest. PellucidError 'busy' while
 * the prover makes a proof; 'unknown-preset' or 'unknown-hash'.
 *
 * @example
 * const { verifyingKey } = setupMachine(vm, { preset: 'small', hash: 'poseidon2' });
 */
export const setupMachine = (
  { session }: Pellucid,
  { preset = 'fast', hash }: { readonly preset?: string; readonly hash?: string | undefined } = {},
): ProvingKey => session.alone(() => session.provingKey(presetConfig(preset, hash)));

/**
 * A guest's commitment under a machine key: what a verifier pins to know which program was run. PellucidError 'busy' as in
 * setupMachine; 'program-too-large'.
 *
 * @example
 * const { programCommitment } = setupProgram(vm, { provingKey, program });
 */
export const setupProgram = (
  { session }: Pellucid,
  { provingKey, program }: { readonly provingKey: ProvingKey; readonly program: Program },
): ProgramKey => session.alone(() => generateProgramKey(session.backend, provingKey.verifyingKey, session.programTable(program)));
