import { describe, expect, it } from 'vitest';
import { P } from '../../src/field/felt.ts';
import { foldSchedule, HASHES, isPreset, PRESETS, presetConfig, type StarkConfig } from '../../src/stark/config.ts';
import { MAX_GRINDING, type SecurityShape, securityReport, withoutMasks } from '../../src/stark/security.ts';

/** The largest shape that a preset admits: every chip at the largest height, 2^25 messages, generous constraint count. */
const largest = (config: StarkConfig): SecurityShape => ({
  ...withoutMasks(config, config.maxLogHeight),
  constraints: 2000,
  messages: 2 ** 26,
});

const bitsOf = (config: StarkConfig, shape: SecurityShape, name: string): number =>
  securityReport(config, shape).terms.find((t) => t.name === name)?.rawBits ?? Number.NaN;

describe('the parameters that a verifier accepts', () => {
  it('are the presets with each of the hashes, and no others', () => {
    expect(Object.keys(PRESETS)).toEqual(['fast', 'small', 'insecure-test']);
    expect(HASHES).toEqual(['blake3', 'poseidon2']);
    for (const [preset, config] of Object.entries(PRESETS)) {
      expect(presetConfig(preset)).toEqual(config);
      for (const hash of HASHES) expect(presetConfig(preset, hash)).toEqual({ ...config, hash });
      for (const hash of ['md5', '', 'constructor']) {
        expect(() => presetConfig(preset, hash)).toThrow(expect.objectContaining({ code: 'unknown-hash' }));
      }
    }
    expect(isPreset('constructor')).toBe(false);
    expect(() => presetConfig('blake3')).toThrow(expect.objectContaining({ code: 'unknown-preset' }));
  });
});

describe('computed security', () => {
  it('counts collisions of the hash: 123.6 bits for poseidon2, 128 for blake3', () => {
    const shape = largest(PRESETS.fast);
    expect(bitsOf(presetConfig('fast', 'poseidon2'), shape, 'digest collisions')).toBeCloseTo(123.6, 1);
    expect(bitsOf(presetConfig('fast', 'blake3'), shape, 'digest collisions')).toBe(128);
    for (const hash of HASHES) {
      const { bits, terms } = securityReport(presetConfig('fast', hash), shape);
      expect(bits).toBe(securityReport(PRESETS.fast, shape).bits);
      expect(terms.map((t) => t.bits)).toSatisfy((all: number[]) => Math.min(...all) === bits);
    }
  });

  it.each(['fast', 'small'] as const)('gives at least 100 proven bits for the largest shape of %s, with affordable grinding', (name) => {
    const report = securityReport(PRESETS[name], largest(PRESETS[name]));
    expect(report.bits).toBeGreaterThanOrEqual(100);
    for (const term of report.terms) expect(term.grinding).toBeLessThanOrEqual(MAX_GRINDING);
  });

  it('gives at least 100 bits for every smaller height', () => {
    for (const config of [PRESETS.fast, PRESETS.small]) {
      for (let logN = 0; logN <= config.maxLogHeight; logN++) {
        expect(securityReport(config, { ...largest(config), ...withoutMasks(config, logN) }).bits).toBeGreaterThanOrEqual(100);
      }
    }
  });

  it('gives at least 100 bits for as many messages as a verifier accepts', () => {
    for (const config of [PRESETS.fast, PRESETS.small]) {
      const report = securityReport(config, { ...largest(config), messages: P - 1 });
      expect(report.bits).toBeGreaterThanOrEqual(100);
      for (const term of report.terms) expect(term.grinding).toBeLessThanOrEqual(MAX_GRINDING);
    }
  });

  /** FRI bounds the quotients by N, so the columns by N + 1 coefficients: the radius of that code, in whole positions, is still what queries are counted by. */
  it('counts queries for columns of one coefficient more, whatever the height', () => {
    for (const config of Object.values(PRESETS)) {
      for (let logN = 0; logN <= config.maxLogHeight; logN++) {
        const positions = 2 ** (logN + config.logBlowup);
        // Two polynomials with N + 1 coefficients agree in N positions at most, so fewer errors than these leave one alone.
        const errors = Math.floor((positions - 2 ** logN - 1) / 2) + 1;
        const exact = -config.queries * Math.log2(1 - errors / positions);
        const counted = bitsOf(config, { ...largest(config), logN }, 'FRI queries');
        expect(exact - counted, `${config.preset} 2^${logN}`).toBeGreaterThan(-1e-9);
      }
    }
  });

  it('agrees with figures worked out by hand for 2^20 rows at blow-up 2', () => {
    const shape = { ...withoutMasks(PRESETS.fast, 20), constraints: 1200, messages: 13 * 2 ** 20 };
    const field = 4 * Math.log2(2 ** 31 - 2 ** 27 + 1);
    expect(bitsOf(PRESETS.fast, shape, 'LogUp')).toBeCloseTo(field - 21 - Math.log2(13), 6);
    expect(bitsOf(PRESETS.fast, shape, 'constraint batching')).toBeCloseTo(field - Math.log2(1200), 6);
    expect(bitsOf(PRESETS.fast, shape, 'out-of-domain point')).toBeCloseTo(field - 22, 6);
    expect(bitsOf(PRESETS.fast, shape, 'FRI batching')).toBeCloseTo(field - 21, 6);
    expect(bitsOf(PRESETS.fast, shape, 'FRI fold 1')).toBeCloseTo(field - 18 - Math.log2(7), 6);
    expect(bitsOf(PRESETS.fast, shape, 'FRI queries')).toBeCloseTo(203 * -Math.log2(0.75), 6);
  });

  it('loses bits in the term that a parameter governs, and never gains in total, when the parameter is weakened', () => {
    const base = PRESETS.fast;
    const shape = largest(base);
    const total = securityReport(base, shape).bits;
    const weakened: [string, StarkConfig, SecurityShape][] = [
      ['FRI queries', { ...base, queries: base.queries - 1 }, shape],
      ['LogUp', base, { ...shape, messages: shape.messages * 2 }],
      ['constraint batching', base, { ...shape, constraints: shape.constraints * 2 }],
      ['out-of-domain point', { ...base, maxDegree: 4 }, { ...shape, ...withoutMasks({ maxDegree: 4 }, base.maxLogHeight) }],
      ['FRI queries', base, { ...shape, friBound: shape.friBound + 32768 }],
      ['FRI batching', { ...base, logBlowup: 2 }, shape],
    ];
    for (const [name, config, weakShape] of weakened) {
      expect(bitsOf(config, weakShape, name), name).toBeLessThan(bitsOf(base, shape, name));
      const queriesOnly = name !== 'FRI batching';
      if (queriesOnly) expect(securityReport(config, weakShape).bits).toBeLessThanOrEqual(Math.max(total, 100 + 1));
    }
    expect(securityReport({ ...base, queryGrinding: 15 }, shape).bits).toBeLessThan(100);
    expect(securityReport({ ...base, queries: 200 }, shape).bits).toBeLessThan(total);
    expect(securityReport({ ...base, targetBits: 90 }, shape).bits).toBeLessThanOrEqual(total);
    expect(securityReport({ ...base, extensionDegree: 3 }, shape).terms.find((t) => t.name === 'FRI batching')?.rawBits).toBeLessThan(75);
  });

  it('folds down to at most 2^logFinal coefficients, by arity 8 first', () => {
    for (let logN = 0; logN <= 21; logN++) {
      const folds = foldSchedule(PRESETS.fast, logN);
      const left = logN - folds.reduce((a, b) => a + b, 0);
      expect(left).toBe(Math.min(logN, 5));
      folds.slice(0, -1).forEach((log) => {
        expect(log).toBe(3);
      });
    }
  });
});
