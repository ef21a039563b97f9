/** Key generation, explicit. */
import { generateProgramKey } from '../keys/programKey.ts';
import { presetConfig } from '../stark/config.ts';
import type { Program } from '../vm/program.ts';
import type { Pellucid, ProgramKey, ProvingKey } from './types.ts';

/**
 * The machine's keys for a preset (default `fast`) and a hash suite (default `blake3`). They serve every guest. PellucidError 'busy' while
 * the prover makes a proof.
 */
export const setupMachine = (
  { session }: Pellucid,
  { preset = 'fast', hash }: { readonly preset?: string; readonly hash?: string | undefined } = {},
): ProvingKey => session.alone(() => session.provingKey(presetConfig(preset, hash)));

/** A guest's commitment under a machine key: what a verifier pins to know which program was run. PellucidError 'busy' as in setupMachine. */
export const setupProgram = (
  { session }: Pellucid,
  { provingKey, program }: { readonly provingKey: ProvingKey; readonly program: Program },
): ProgramKey => session.alone(() => generateProgramKey(session.backend, provingKey.verifyingKey, session.programTable(program)));
