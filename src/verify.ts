/** The light entry: verification alone, without virtual machine, chips or kernels. */

export { type ClaimedStatement, DEFAULT_MIN_BITS, type Verdict, type VerifyParameters, verify } from './api/verify.ts';
export { fromHex, toHex } from './core/bytes.ts';
export { PellucidError } from './core/error.ts';
export { decodeVerifyingKey, encodeVerifyingKey } from './keys/verifyingKey.ts';
export { HASHES, type HashName, PRESETS, type PresetName, type StarkConfig } from './stark/config.ts';
export type { VerifyingKey } from './stark/key.ts';
export { formatSecurity, type SecurityReport, type SecurityTerm } from './stark/security.ts';
