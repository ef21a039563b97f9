/** The public API, the same in Node and in browsers. `pellucid/verify` is the part that verifies, `pellucid/node` adds what only Node has. */
export { checkConstraints } from './api/check.ts';
export { createPellucid } from './api/createPellucid.ts';
export { execute } from './api/execute.ts';
export { loadProgram } from './api/load.ts';
export { profile } from './api/profile.ts';
export { prove } from './api/prove.ts';
export { setupMachine, setupProgram } from './api/setup.ts';
export type {
  CellCounts,
  CheckResult,
  CreatePellucidOptions,
  ExecuteParameters,
  ExecuteResult,
  Pellucid,
  ProfileParameters,
  ProfileResult,
  ProgramKey,
  ProveParameters,
  ProveResult,
  ProvingKey,
} from './api/types.ts';
export { decodeProgramKey, encodeProgramKey } from './keys/programKey.ts';
export { decodeProvingKey, encodeProvingKey } from './keys/provingKey.ts';
export { PHASES, type Phase } from './stark/phases.ts';
export {
  type ClaimedStatement,
  DEFAULT_MIN_BITS,
  decodeVerifyingKey,
  encodeVerifyingKey,
  formatSecurity,
  fromHex,
  HASHES,
  type HashName,
  PellucidError,
  PRESETS,
  type PresetName,
  type SecurityReport,
  type SecurityTerm,
  type StarkConfig,
  toHex,
  type Verdict,
  type VerifyingKey,
  type VerifyParameters,
  verify,
} from './verify.ts';
export type { ImageRange, Program } from './vm/program.ts';
