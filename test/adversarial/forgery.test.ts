/**
 * Forgeries by a prover that cheats with correct Fiat-Shamir. Each aims at one check and expects the reason of that check, so that a
 * check that is lost is noticed even where another one would still refuse the proof.
 */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { babyBear4 as K } from '../../src/field/babybear4.ts';
import { cosetShift } from '../../src/field/domain.ts';
import type { Ext } from '../../src/field/ext.ts';
import * as felt from '../../src/field/felt.ts';
import { HASHES } from '../../src/hash/suite.ts';
import { presetConfig, type StarkConfig } from '../../src/stark/config.ts';
import { keyChip, type VerifyingKey } from '../../src/stark/key.ts';
import { commitPreprocessed } from '../../src/stark/preprocessed.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { padChip, TABLE_LOG, toyKey, toyRun } from '../stark/toyMachine.ts';
import { type Forged, forge, type Lies, queriesOf, reopen, type Subject } from './cheatingProver.ts';
import { bytesOf, isRow, readSites, type Site, withWords, wordsOf } from './proofSites.ts';
import { steeringChallenges } from './steerTranscript.ts';

const backend = createReferenceBackend();

describe.each(HASHES)('with %s', (hash) => {
  /** Enough queries that a lie on a constant share of the positions is caught for certain. */
  const config: StarkConfig = { ...presetConfig('insecure-test', hash), queries: 30 };
  const subject: Subject = { backend, ...toyKey(backend, config) };
  const run = toyRun(6);

  /** Fills the toy machine's chips with its honest run. */
  const fillOf =
    (heights: readonly number[], rows = run.rows) =>
    (chip: number, cells: Uint32Array, stride: number, column: number): void => {
      if (chip === 0) {
        rows.forEach((row, r) => {
          cells.set(row, r * stride + column);
        });
      } else if (chip === 1) {
        for (const row of rows) cells[row[0] * stride + column] += row[4];
      } else {
        for (let r = 0; r < 2 ** heights[2]; r++) cells.set([r, felt.pow(r, 3)], r * stride + column);
      }
    };

  const attempt = (
    heights: readonly number[],
    lies: Lies = {},
    statement: StarkStatement = run.statement,
    rows = run.rows,
  ): Promise<Forged> => forge(subject, statement, heights, fillOf(heights, rows), lies);

  const reasonOf = (proof: Uint8Array, statement: StarkStatement = run.statement, key: VerifyingKey = subject.key): string => {
    const verdict = verifyStark(key, statement, proof, 0);
    return verdict.ok ? 'accepted' : verdict.reason;
  };

  /** No folds, one fold, two folds. */
  const SHAPES = [
    [3, TABLE_LOG, 4],
    [3, TABLE_LOG, 7],
    [3, TABLE_LOG, 9],
  ];

  describe('the cheating prover', () => {
    it.each(SHAPES)('is accepted when it does not lie: heights %i, %i, %i', async (...heights) => {
      const forged = await attempt(heights);
      expect(reasonOf(forged.bytes)).toBe('accepted');
      const queries = queriesOf(subject, run.statement, forged.bytes);
      expect(queries).toHaveLength(config.queries);
      expect(
        reopen(
          subject,
          run.statement,
          forged,
          [...new Set(queries)].sort((a, b) => a - b),
        ),
      ).toEqual(forged.bytes);
    });
  });

  describe('a false statement', () => {
    const lie: StarkStatement = { ...run.statement, boundary: toyRun(7).statement.boundary };

    it.each(SHAPES)('fails at the out-of-domain point: heights %i, %i, %i', async (...heights) => {
      // The quotient is no polynomial, so FRI has to be forged too for the proof to exist at all.
      const { bytes } = await attempt(heights, { zeroCodeword: true }, lie);
      expect(reasonOf(bytes, lie)).toMatch(/constraints do not hold/);
    });

    it.each(SHAPES)('fails at FRI when the quotient is opened at what fits: heights %i, %i, %i', async (...heights) => {
      const { bytes } = await attempt(heights, { fitQuotient: true, zeroCodeword: true }, lie);
      expect(reasonOf(bytes, lie)).toMatch(/FRI layer 1 differs from the one before|final polynomial differs/);
    });

    it.each(SHAPES)('fails at FRI when the accumulator is opened at what fits: heights %i, %i, %i', async (...heights) => {
      const { bytes } = await attempt(heights, { fitAccumulator: true, zeroCodeword: true }, lie);
      expect(reasonOf(bytes, lie)).toMatch(/FRI layer 1 differs from the one before|final polynomial differs/);
    });

    it('fails where a fold is not the fold of the layer before, at every layer', async () => {
      const heights = SHAPES[2];
      const first = await attempt(heights, { fitQuotient: true, zeroFold: () => true }, lie);
      expect(reasonOf(first.bytes, lie)).toMatch(/FRI layer 2 differs from the one before/);
      const last = await attempt(heights, { fitQuotient: true, zeroFold: (fold) => fold === 1 }, lie);
      expect(reasonOf(last.bytes, lie)).toMatch(/final polynomial differs/);
    });

    it('is not helped by leaving chips out', async () => {
      for (const heights of [
        [-1, TABLE_LOG, 5],
        [3, -1, 5],
        [-1, -1, 5],
        [-1, -1, 0],
      ]) {
        const { bytes } = await attempt(heights, { zeroCodeword: true });
        expect(reasonOf(bytes), heights.join()).toMatch(/constraints do not hold/);
        const fitted = await attempt(heights, { fitQuotient: true, zeroCodeword: true });
        expect(reasonOf(fitted.bytes), heights.join()).toMatch(/differs/);
      }
    });

    it('is not helped by rows that do not balance', async () => {
      const { bytes } = await attempt(SHAPES[1], { fitQuotient: true, zeroCodeword: true }, run.statement, run.rows.slice(1));
      expect(reasonOf(bytes)).toMatch(/FRI layer 1 differs/);
    });
  });

  describe('columns that are no polynomials of low degree', () => {
    it.each([0, 1])('are refused by FRI, main matrix %i', async (which) => {
      let seen = 0;
      const main: Lies['main'] = (matrix, words) => {
        if (seen++ !== which) return;
        for (let row = 0; row < 2 ** matrix.logHeight; row++) words[row * matrix.stride] = felt.mul(row + 3, felt.mul(row + 5, row + 7));
      };
      const { bytes } = await attempt(SHAPES[2], { main, fitQuotient: true, zeroFold: (fold) => fold === 1 });
      expect(reasonOf(bytes)).toMatch(/final polynomial differs/);
    });
  });

  describe('a table of one row', () => {
    const empty: StarkStatement = { ...run.statement, boundary: [] };
    const heights = [-1, -1, 0];

    it('is a proof of degree bound 1, of which no word may change', async () => {
      const { bytes, shape } = await attempt(heights, {}, empty);
      expect(shape.logN).toBe(0);
      expect(reasonOf(bytes, empty)).toBe('accepted');
      for (let i = 0; i < bytes.length; i++) {
        const changed = bytes.slice();
        changed[i] ^= 1 << (i % 8);
        expect(reasonOf(changed, empty), `byte ${i}`).not.toBe('accepted');
      }
    });

    it('binds both values of the accumulator, which are opened at one and the same point', async () => {
      // Boundary messages that nothing balances: the accumulator's next value is opened at what the constraint wants.
      const { bytes } = await attempt(heights, { fitAccumulator: true, zeroCodeword: true });
      expect(reasonOf(bytes)).toMatch(/final polynomial differs/);
    });
  });

  describe('openings', () => {
    const honest = attempt(SHAPES[2]);
    const positions = async (): Promise<number[]> =>
      [...new Set(queriesOf(subject, run.statement, (await honest).bytes))].sort((a, b) => a - b);
    const reopened = async (change: (positions: number[]) => number[]): Promise<string> =>
      reasonOf(reopen(subject, run.statement, await honest, change(await positions())));

    it('of other positions, with correct paths, are refused', async () => {
      expect(await reopened((p) => [...new Set(p.map((x) => x ^ 1))].sort((a, b) => a - b))).toMatch(
        /do not lead to its root|the proof ends|follow the end/,
      );
      expect(await reopened((p) => p.map((_, i) => i))).toMatch(/do not lead to its root|the proof ends|follow the end|canonical/);
    });

    it('of fewer, more or repeated positions are refused', async () => {
      for (const change of [
        (p: number[]) => p.slice(1),
        (p: number[]) => p.slice(0, -1),
        (p: number[]) => p.slice(0, 1),
        (p: number[]) => [...new Set([...p, 0, 1, 2])].sort((a, b) => a - b),
        (p: number[]) => [p[0], ...p].slice(0, p.length),
        (p: number[]) => p.map(() => p[0]),
      ])
        expect(await reopened(change)).not.toBe('accepted');
    });

    it('with a path left out, cut short, doubled or of another position are refused', async () => {
      const { bytes } = await honest;
      const words = Array.from(wordsOf(bytes));
      const { sites } = readSites(subject.key, run.statement, bytes);
      const paths = sites.filter((s) => s.what.includes('path'));
      const kinds = [...new Set(paths.map((s) => s.what))];
      expect(kinds).toHaveLength(6);
      for (const kind of kinds) {
        const own = paths.filter((s) => s.what === kind);
        const [first] = own;
        const last = own[own.length - 1] as Site;
        const variants = [
          [...words.slice(0, first.at), ...words.slice(last.at + 8)],
          [...words.slice(0, first.at), ...words.slice(first.at + 8)],
          [...words.slice(0, last.at), ...words.slice(last.at + 8)],
          [...words.slice(0, last.at), ...words.slice(last.at, last.at + 8), ...words.slice(last.at)],
          [...words.slice(0, first.at), ...words.slice(last.at, last.at + 8), ...words.slice(first.at + 8)],
        ];
        for (const variant of variants) {
          if (variant.join() === words.join()) continue;
          expect(reasonOf(bytesOf(variant)), kind).not.toBe('accepted');
        }
      }
    });

    it('authenticate every row: a changed cell in each tree and each layer is blamed on its tree', async () => {
      const { bytes } = await honest;
      const { sites } = readSites(subject.key, run.statement, bytes);
      const words = wordsOf(bytes);
      // Every fifth: each tree and each layer has some thirty.
      const rows = sites.filter(isRow).filter((_, i) => i % 5 === 0);
      expect(rows.length).toBeGreaterThan(3);
      for (const site of rows) {
        const at = site.at + site.words - 1;
        const reason = reasonOf(withWords(bytes, at, [felt.add(words[at], 1)]));
        const tree = site.what.replace('a row of ', '');
        expect(reason).toMatch(/do not lead to its root/);
        expect(reason).toContain(tree);
      }
    });
  });

  describe('grinding', () => {
    it('wants its bits in every slot', async () => {
      const ground: Subject = {
        backend,
        ...toyKey(backend, { ...presetConfig('insecure-test', hash), targetBits: 122, queryGrinding: 5 }),
      };
      const heights = SHAPES[2];
      const { bytes, shape } = await forge(ground, run.statement, heights, fillOf(heights));
      expect(reasonOf(bytes, run.statement, ground.key)).toBe('accepted');
      const nonces = readSites(ground.key, run.statement, bytes).sites.filter((s) => s.what.endsWith('nonce'));
      expect(nonces).toHaveLength(5 + shape.folds.length);
      for (const site of nonces) {
        const reasons = Array.from({ length: 24 }, (_, nonce) => nonce)
          .filter((nonce) => nonce !== wordsOf(bytes)[site.at])
          .map((nonce) => reasonOf(withWords(bytes, site.at, [nonce]), run.statement, ground.key));
        expect(reasons).not.toContain('accepted');
        expect(
          reasons.some((r) => /nonce does not have \d+ bits of work/.test(r)),
          site.what,
        ).toBe(true);
        expect(reasonOf(withWords(bytes, site.at, [wordsOf(bytes)[site.at] + felt.P]), run.statement, ground.key)).toMatch(/canonical/);
      }
      // A proof that was not ground has no nonces to show.
      const free: Subject = { ...ground, key: { ...ground.key, config: { ...ground.key.config, targetBits: 0, queryGrinding: 0 } } };
      const cheap = await forge(free, run.statement, heights, fillOf(heights));
      expect(reasonOf(cheap.bytes, run.statement, ground.key)).not.toBe('accepted');
    });
  });

  describe('another proof system', () => {
    const parameters: [string, Partial<StarkConfig>][] = [
      ['one query less', { queries: config.queries - 1 }],
      ['more queries', { queries: config.queries + 1 }],
      ['a final polynomial of twice the length', { logFinal: 6 }],
      ['a final polynomial of half the length', { logFinal: 4 }],
      ['no folds at all', { logFinal: 21 }],
      ['smaller folds', { logArity: 2 }],
      ['larger folds', { logArity: 4 }],
      ['grinding that nobody asked for', { queryGrinding: 1 }],
    ];
    it.each(parameters)('with the right key digest is refused: %s', async (_, change) => {
      const heights = SHAPES[2];
      const other: Subject = { ...subject, key: { ...subject.key, config: { ...config, ...change } } };
      const { bytes } = await forge(other, run.statement, heights, fillOf(heights));
      expect(reasonOf(bytes, run.statement, other.key)).toBe('accepted');
      expect(reasonOf(bytes)).not.toBe('accepted');
    });

    it('without queries is refused even by a key that asks for none', async () => {
      const heights = SHAPES[2];
      const none: Subject = { ...subject, key: { ...subject.key, config: { ...config, queries: 0 } } };
      const { bytes } = await forge(none, run.statement, heights, fillOf(heights));
      expect(reasonOf(bytes, run.statement, none.key)).toMatch(/asks for no queries/);
      expect(reasonOf(bytes)).not.toBe('accepted');
    });

    it('with a taller table, an added chip or a chip less is refused', async () => {
      const values = Uint32Array.from({ length: 64 }, (_, i) => (i % 2 === 0 ? i / 2 : ((i - 1) / 2) ** 2));
      const tall = commitPreprocessed(backend, config, [{ logHeight: 5, width: 2, values }]);
      const taller: Subject = {
        ...subject,
        group: tall,
        key: { ...subject.key, groups: [{ ...subject.key.groups[0], logHeights: [5], root: tall.tree.root }] },
      };
      const high = await forge(taller, run.statement, [3, 5, 5], fillOf([3, 5, 5]));
      expect(reasonOf(high.bytes, run.statement, taller.key)).toBe('accepted');
      expect(reasonOf(high.bytes)).toMatch(/its table has 2\^4/);

      const added: Subject = { ...subject, key: { ...subject.key, chips: [...subject.key.chips, keyChip(padChip, undefined, config)] } };
      const fill = fillOf([3, TABLE_LOG, 5]);
      const more = await forge(added, run.statement, [3, TABLE_LOG, 5, 5], (chip, ...rest) => fill(Math.min(chip, 2), ...rest));
      expect(reasonOf(more.bytes, run.statement, added.key)).toBe('accepted');
      expect(reasonOf(more.bytes)).not.toBe('accepted');
      const without = await attempt([3, TABLE_LOG, -1]);
      expect(reasonOf(without.bytes)).toBe('accepted');
      expect(reasonOf(without.bytes, run.statement, added.key)).not.toBe('accepted');
      expect(reasonOf(withWords(without.bytes, 2, [1]))).not.toBe('accepted');
    });
  });

  describe('degenerate challenges, which no one will see by chance', () => {
    /** The verdict when extension challenge number `index` comes out as told. */
    const withChallenge = async (index: number, value: (earlier: readonly Ext[]) => Ext): Promise<string> => {
      const { bytes } = await attempt(SHAPES[1]);
      const earlier: Ext[] = [];
      const steer = (honest: Ext): Ext => {
        earlier.push(earlier.length === index ? value(earlier) : honest);
        return earlier[earlier.length - 1];
      };
      return steeringChallenges(hash, steer, () => reasonOf(bytes));
    };
    const betas = 4;
    const zeta = 2 + betas;

    it.each([
      ['zero', [0, 0, 0, 0]],
      ['a point of the domain', [felt.rootOfUnity(3), 0, 0, 0]],
      ['a point of the extended domain', [cosetShift(7), 0, 0, 0]],
      ['a point of which a lift is in the base field', [0, 1, 0, 0]],
      ['a point of which a lift is in the base field, too', [0, 0, 7, 0]],
    ])('refuses %s as the out-of-domain point', async (_, point) => {
      expect(await withChallenge(zeta, () => point)).toMatch(/out-of-domain point is degenerate/);
    });

    it('refuses a LogUp challenge at which a boundary message has no inverse', async () => {
      // The last beta is chosen so that alpha + beta_0 + 0 beta_1 + 0 beta_2 + 1 beta_3 = 0 for the first message of the boundary.
      const reason = await withChallenge(betas, ([alpha, beta0]) => K.neg(K.add(alpha, beta0)));
      expect(reason).toMatch(/denominator zero/);
    });
  });

  describe('shapes', () => {
    it('refuses more messages than the field can count', () => {
      // No traces are needed: it is refused before anything but the heights is read.
      const { key } = subject;
      const wide = {
        ...key.chips[0],
        program: { ...key.chips[0].program, interactions: Array.from({ length: 1000 }, () => key.chips[0].program.interactions[0]) },
      };
      const many: VerifyingKey = { ...key, chips: [wide, key.chips[1], key.chips[2]] };
      expect(reasonOf(bytesOf([22, 0, 0]), run.statement, many)).toMatch(/multiplicities could wrap/);
      expect(reasonOf(bytesOf([20, 0, 0]), run.statement, many)).toMatch(/ends within the main root/);
    });

    it('refuses shapes that would need more grinding than it allows', () => {
      const greedy: VerifyingKey = { ...subject.key, config: { ...config, targetBits: 123 } };
      expect(reasonOf(bytesOf([22, 0, 22]), run.statement, greedy)).toMatch(/more grinding than is allowed/);
    });

    it('refuses heights beyond the configuration, and no chip at all', () => {
      for (const height of [23, 24, 33, 65, felt.P - 1]) expect(reasonOf(bytesOf([height, 0, 0]))).toMatch(/is outside of/);
      expect(reasonOf(bytesOf([0, 0, 0]))).toMatch(/no chip is present/);
      expect(reasonOf(bytesOf([4, 4, 0]))).toMatch(/its table has/);
    });
  });
});
