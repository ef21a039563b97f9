/**
 * Parameters of the proof system. A verifier accepts only the presets listed here, with any of the hash suites. Nothing else in
 * src/stark fixes an extension degree or a blow-up. docs/protocol.md, "Parameters"; docs/adr/0011-parameters.md.
 */
import { PellucidError } from '../core/error.ts';
import { DEFAULT_HASH, HASHES, type HashName, isHash } from '../hash/suite.ts';

export { DEFAULT_HASH, HASHES, type HashName, isHash };

export interface StarkConfig {
  readonly preset: string;
  readonly hash: HashName;
  /** D and W of the extension field F[t] / (t^D - W): 4 and 11, or 5 and 2. */
  readonly extensionDegree: number;
  readonly nonResidue: number;
  /** The rate of the code is 2^-logBlowup. */
  readonly logBlowup: number;
  /** Positions at which the verifier looks at the committed values. Repetitions count. */
  readonly queries: number;
  /** Proof-of-work bits before the queries are drawn. */
  readonly queryGrinding: number;
  /** Bits that every challenge but the queries must have. Grinding adds those that its own error lacks. */
  readonly targetBits: number;
  /** FRI folds by 2^logArity until at most 2^logFinal coefficients are left. */
  readonly logArity: number;
  readonly logFinal: number;
  /** Largest degree of a constraint. At most the blow-up plus one. */
  readonly maxDegree: number;
  /** No trace has more than 2^maxLogHeight rows. */
  readonly maxLogHeight: number;
  /** No trace has fewer than 2^minLogHeight rows. Default 0. */
  readonly minLogHeight?: number;
  /** In how many pieces the quotient is sent. Least and default: maxDegree - 1. More pieces are shorter. */
  readonly quotientPieces?: number;
  /**
   * Words of salt at the start of each row that the proof itself commits to: a multiple of 4, default 0. With salt a digest tells
   * nothing of a row that is not opened. Tables of the key and of the program are public, and rows of FRI layers are sums over
   * whole rows: they have no salt.
   */
  readonly saltWords?: number;
  /** The most instructions of a run that one proof covers under this preset. */
  readonly maxSteps: number;
}

const base = { hash: DEFAULT_HASH, extensionDegree: 4, nonResidue: 11, logArity: 3, logFinal: 5, maxDegree: 3 } as const;

/** The parameters of each preset, with the default hash suite. */
export const PRESETS = {
  /** Fastest to prove. */
  fast: { ...base, preset: 'fast', logBlowup: 1, queries: 203, queryGrinding: 16, targetBits: 100, maxLogHeight: 21, maxSteps: 1 << 21 },
  /** Smaller proofs of programs up to 2^17 instructions. */
  small: { ...base, preset: 'small', logBlowup: 4, queries: 93, queryGrinding: 16, targetBits: 100, maxLogHeight: 19, maxSteps: 1 << 17 },
  /** For tests only. It has less than two proven bits, so `verify` refuses it unless it is asked for as few. */
  'insecure-test': {
    ...base,
    preset: 'insecure-test',
    logBlowup: 1,
    queries: 4,
    queryGrinding: 0,
    targetBits: 0,
    maxLogHeight: 21,
    maxSteps: 1 << 21,
  },
} as const satisfies Record<string, StarkConfig>;

export type PresetName = keyof typeof PRESETS;

export const isPreset = (name: string): name is PresetName => Object.hasOwn(PRESETS, name);

/** The parameters of a preset with a hash suite. PellucidError 'unknown-preset' or 'unknown-hash'. */
export const presetConfig = (name: string, hash: string = DEFAULT_HASH): StarkConfig => {
  if (!isPreset(name)) {
    throw new PellucidError('unknown-preset', `unknown preset '${name}': choose one of ${Object.keys(PRESETS).join(', ')}`);
  }
  if (!isHash(hash)) throw new PellucidError('unknown-hash', `unknown hash '${hash}': choose one of ${HASHES.join(', ')}`);
  return { ...PRESETS[name], hash };
};

/**
 * log2 of the rows on which a constraint is evaluated, for each row of its trace. The quotient of constraints of degree d has fewer
 * than (d - 1) N coefficients, so as many values determine it. They are rows of the extension, so d - 1 may not exceed the blow-up:
 * PellucidError 'bad-config'.
 */
export const logQuotientExpansion = ({ maxDegree, logBlowup, preset }: Pick<StarkConfig, 'maxDegree' | 'logBlowup' | 'preset'>): number => {
  const log = Math.ceil(Math.log2(Math.max(1, maxDegree - 1)));
  if (log > logBlowup) {
    throw new PellucidError('bad-config', `${preset}: constraints of degree ${maxDegree} need a blow-up of 2^${log}, not 2^${logBlowup}`);
  }
  return log;
};

/** In how many pieces the quotient is sent. PellucidError 'bad-config' if they are fewer than maxDegree - 1. */
export const quotientPieces = ({ maxDegree, quotientPieces: asked, preset }: StarkConfig): number => {
  const least = maxDegree - 1;
  if (asked !== undefined && !(asked >= least)) {
    throw new PellucidError(
      'bad-config',
      `${preset}: constraints of degree ${maxDegree} need ${least} pieces of the quotient, not ${asked}`,
    );
  }
  return asked ?? least;
};

/** Words of salt at the start of a row. PellucidError 'bad-config' if they are no multiple of 4. */
export const saltWordsOf = ({ saltWords = 0, preset }: StarkConfig): number => {
  if (!(saltWords >= 0 && saltWords % 4 === 0))
    throw new PellucidError('bad-config', `${preset}: ${saltWords} words of salt are no multiple of 4`);
  return saltWords;
};

/** log2 of the arity of each FRI fold, for a codeword of 2^logN coefficients: logArity each, then what is left. */
export const foldSchedule = (config: StarkConfig, logN: number): number[] => {
  const folds: number[] = [];
  for (let left = logN; left > config.logFinal; ) {
    const log = Math.min(config.logArity, left - config.logFinal);
    folds.push(log);
    left -= log;
  }
  return folds;
};
