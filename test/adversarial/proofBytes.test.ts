/**
 * Every way to change the bytes of a valid proof file ends in a refusal with a reason: no exception, and no more work than the valid
 * proof takes.
 */
import { describe, expect, it } from 'vitest';
import { verify } from '../../src/api/verify.ts';
import * as felt from '../../src/field/felt.ts';
import { starkStatement } from '../../src/keys/statement.ts';
import { rng } from '../support/rng.ts';
import { blake3, bytesRead, flip, other, refused, statementOf, tiny, useProofs } from './proofHarness.ts';
import { bytesOf, openedNames, readSites, type Site, withWords, wordsOf } from './proofSites.ts';
import { check, fileOf, proveGuest } from './tinyProof.ts';

/** Set to flip every byte of the STARK section, not one byte of each word. */
const EXHAUSTIVE = process.env.PELLUCID_EXHAUSTIVE === '1';
const random = rng(2024);

useProofs();

describe('a valid proof', () => {
  it('is accepted, the subject of all that follows', () => {
    for (const subject of [tiny, other, blake3]) expect(bytesRead(subject)).toBe(subject.sections.stark.length);
    expect(fileOf(tiny.sections.statement, tiny.sections.stark)).toEqual(tiny.proof);
  });

  it('is refused when any bits are asked for', () => {
    const { verifyingKey, proof } = tiny;
    expect(verify({ verifyingKey, anyProgram: true, proof })).toMatchObject({
      valid: false,
      reason: expect.stringContaining('proven bits'),
    });
    expect(verify({ verifyingKey, anyProgram: true, proof, minBits: Number.POSITIVE_INFINITY })).toMatchObject({ valid: false });
  });

  it('is refused when another program or other public values are expected', () => {
    const { verifyingKey, proof } = tiny;
    const { programCommitment } = check(tiny, proof);
    if (programCommitment === undefined) throw new Error('no commitment');
    expect(verify({ verifyingKey, proof, minBits: 0, programCommitment })).toMatchObject({ valid: true });
    const wrong = flip(programCommitment, 31, 128);
    expect(verify({ verifyingKey, proof, minBits: 0, programCommitment: wrong })).toMatchObject({ valid: false });
    expect(verify({ verifyingKey, anyProgram: true, proof, minBits: 0, publicValues: Uint8Array.from([0]) })).toMatchObject({
      valid: false,
    });
  });

  it('gives public values of their own memory: what the caller does with the file afterwards changes nothing', () => {
    const file = Buffer.from(other.proof);
    const verdict = check(other, file);
    const before = Uint8Array.from(verdict.publicValues ?? []);
    expect(before.length).toBeGreaterThan(0);
    file.fill(0);
    expect(Uint8Array.from(verdict.publicValues ?? [])).toEqual(before);
  });
});

describe('bytes', () => {
  it('refuses every flipped byte of the header and of the statement', () => {
    for (let i = 0; i < tiny.headerBytes + tiny.sections.statement.length; i++) {
      for (const mask of [1, 0x20, 0x80]) refused(flip(tiny.proof, i, mask), `byte ${i}`);
    }
  });

  it('refuses a flipped byte of every word of the STARK', { tags: ['slow'], timeout: 600_000 }, () => {
    for (let i = tiny.headerBytes + tiny.sections.statement.length; i < tiny.proof.length; i++) {
      if (!EXHAUSTIVE && i % 4 !== ((i >>> 2) * 3 + 1) % 4) continue;
      refused(flip(tiny.proof, i, 1 << (i % 8)), `byte ${i}`);
    }
  });

  it('refuses a flipped byte of every word of a blake3 proof, in which any words can be a digest', () => {
    const bodyStart = blake3.headerBytes + blake3.sections.statement.length;
    for (let i = 0; i < blake3.proof.length; i++) {
      if (!EXHAUSTIVE && i >= bodyStart && i % 4 !== ((i >>> 2) * 3 + 1) % 4) continue;
      refused(flip(blake3.proof, i, 1 << (i % 8)), `byte ${i}`, blake3);
    }
    refused(fileOf(tiny.sections.statement, tiny.sections.stark, 'insecure-test', 'blake3'), 'the poseidon2 proof', blake3);
    refused(fileOf(blake3.sections.statement, blake3.sections.stark), 'the blake3 proof');
  }, 600_000);

  it('refuses every truncation of header and statement, many of the STARK, and any extension', () => {
    const bodyStart = tiny.headerBytes + tiny.sections.statement.length;
    for (let length = 0; length < tiny.proof.length; length += length < bodyStart + 64 ? 1 : 61) {
      refused(tiny.proof.subarray(0, length), `${length} bytes`);
    }
    for (const tail of [[0], [0, 0, 0, 0], [10], Array.from(tiny.proof)]) refused(Uint8Array.from([...tiny.proof, ...tail]), 'a tail');
  });

  it('refuses every truncation at the boundary of what is read, with lengths that agree, and says what is missing', () => {
    const { sites } = readSites(tiny.verifyingKey, starkStatement(tiny.verifyingKey, statementOf(tiny)), tiny.sections.stark);
    const step = EXHAUSTIVE ? 1 : 5;
    for (let i = 0; i < sites.length; i += step) {
      const reason = refused(fileOf(tiny.sections.statement, tiny.sections.stark.subarray(0, 4 * sites[i].at)), sites[i].what);
      expect(reason).toContain(`the proof ends within ${sites[i].what}`);
      refused(fileOf(tiny.sections.statement, tiny.sections.stark.subarray(0, 4 * sites[i].at + 3)), sites[i].what);
    }
    for (const tail of [1, 4, 32]) {
      const longer = new Uint8Array(tiny.sections.stark.length + tail);
      longer.set(tiny.sections.stark);
      expect(refused(fileOf(tiny.sections.statement, longer), 'a longer STARK')).toContain(`${tail} bytes follow the end`);
    }
  });

  it('refuses emptied, swapped and doubled sections', () => {
    const { statement, stark } = tiny.sections;
    const none = new Uint8Array(0);
    for (const [a, b] of [
      [none, stark],
      [statement, none],
      [none, none],
      [stark, statement],
      [statement, statement],
      [stark, stark],
    ]) {
      refused(fileOf(a, b), 'sections');
    }
    const text = new TextDecoder('latin1').decode(tiny.proof.subarray(0, tiny.headerBytes));
    const swapped = text.replace(/\["statement",(\d+)\],\["stark",(\d+)\]/, '["stark",$2],["statement",$1]');
    refused(Uint8Array.from([...new TextEncoder().encode(swapped), ...stark, ...statement]), 'swapped names');
  });

  it('refuses garbage of any length', () => {
    for (let i = 0; i < 300; i++) {
      const bytes = Uint8Array.from({ length: random.below(400) }, () => random.below(256));
      refused(bytes, 'garbage');
      refused(Uint8Array.from([...new TextEncoder().encode('PELLUCID\n'), ...bytes]), 'garbage after the magic line');
      refused(fileOf(bytes, tiny.sections.stark), 'a garbage statement');
      refused(fileOf(tiny.sections.statement, bytes), 'a garbage STARK');
    }
    const felts = bytesOf(random.felts(tiny.sections.stark.length / 4));
    felts.set(tiny.sections.stark.subarray(0, 4 * tiny.verifyingKey.chips.length));
    refused(fileOf(tiny.sections.statement, felts), 'random elements after honest heights');
  });
});

describe('sites', () => {
  it('refuses a change at every site that the verifier reads, opened values by name', () => {
    const { verdict, sites } = readSites(tiny.verifyingKey, starkStatement(tiny.verifyingKey, statementOf(tiny)), tiny.sections.stark);
    if (!verdict.ok) throw new Error(verdict.reason);
    expect(sites.reduce((sum, s) => sum + s.words, 0)).toBe(tiny.sections.stark.length / 4);
    const names = openedNames(tiny.verifyingKey, verdict.shape);
    expect(names.length).toBe(verdict.shape.openedValues);
    const named = sites.flatMap((site): Site[] => {
      if (site.what !== 'the opened values') return [site];
      return names.map((name, i) => ({ what: `opened ${name}`, kind: 'opened value', at: site.at + 4 * i, words: 4 }));
    });
    const words = wordsOf(tiny.sections.stark);
    const covered = new Set<string>();
    named.forEach((site, n) => {
      if (site.words === 0) return;
      const at = site.at + (n % site.words);
      for (const value of [(words[at] + 1) % felt.P, felt.P, 0xffffffff]) {
        // Non-canonical words are refused where they are read: one site in ten stands for the rest.
        if (value >= felt.P && n % 10 !== 0) continue;
        refused(fileOf(tiny.sections.statement, withWords(tiny.sections.stark, at, [value])), `${site.what} = ${value}`);
      }
      covered.add(site.kind);
    });
    expect([...covered].sort()).toEqual([...new Set(named.filter((s) => s.words > 0).map((s) => s.kind))].sort());
    expect([...covered].sort()).toMatchInlineSnapshot(`
      [
        "FRI root #",
        "a row of FRI layer #",
        "a row of the logup tree",
        "a row of the main tree",
        "a row of the preprocessed # tree",
        "a row of the quotient tree",
        "opened value",
        "the LogUp root",
        "the final polynomial",
        "the heights",
        "the main root",
        "the opened accumulator",
        "the path of FRI layer #",
        "the path of the logup tree",
        "the path of the main tree",
        "the path of the preprocessed # tree",
        "the path of the quotient tree",
        "the quotient root",
      ]
    `);
  }, 600_000);

  it('refuses equal-sized sites that change places: roots, rows, siblings, layers and opened values', () => {
    const { sites } = readSites(tiny.verifyingKey, starkStatement(tiny.verifyingKey, statementOf(tiny)), tiny.sections.stark);
    const words = wordsOf(tiny.sections.stark);
    const take = (site: Pick<Site, 'at' | 'words'>): number[] => Array.from(words.subarray(site.at, site.at + site.words));
    const pairs: [Pick<Site, 'at' | 'words'>, Pick<Site, 'at' | 'words'>, string][] = [];
    sites.forEach((site, i) => {
      const partner = sites.slice(i + 1).find((s) => s.words === site.words && s.words > 1);
      if (partner !== undefined) pairs.push([site, partner, `${site.what} with ${partner.what}`]);
    });
    const opened = sites.find((s) => s.what === 'the opened values') as Site;
    for (let i = 0; i + 1 < opened.words / 4; i++) {
      pairs.push([{ at: opened.at + 4 * i, words: 4 }, { at: opened.at + 4 * i + 4, words: 4 }, `opened values ${i} and ${i + 1}`]);
    }
    let swapped = 0;
    for (const [a, b, what] of pairs) {
      if (take(a).join() === take(b).join()) continue;
      const changed = words.slice();
      changed.set(take(b), a.at);
      changed.set(take(a), b.at);
      refused(fileOf(tiny.sections.statement, bytesOf(changed)), what);
      swapped++;
    }
    expect(swapped).toBeGreaterThan(100);
  }, 600_000);

  it('refuses any heights but those of the proof', () => {
    const chips = tiny.verifyingKey.chips.length;
    const heights = wordsOf(tiny.sections.stark).subarray(0, chips);
    for (let chip = 0; chip < chips; chip++) {
      for (const value of [0, 1, heights[chip] + 1, heights[chip] + 2, 22, 23, 28, 33, felt.P - 1, felt.P, 0xffffffff]) {
        if (value === heights[chip]) continue;
        refused(
          fileOf(tiny.sections.statement, withWords(tiny.sections.stark, chip, [value])),
          `${tiny.verifyingKey.chips[chip].name} ${value}`,
        );
      }
    }
    refused(fileOf(tiny.sections.statement, withWords(tiny.sections.stark, 0, new Array(chips).fill(0))), 'no chip');
    refused(fileOf(tiny.sections.statement, withWords(tiny.sections.stark, 0, new Array(chips).fill(22))), 'all at the largest height');
  });
});

describe('keys', () => {
  it('refuses proofs under the key of another preset, and under a key of which anything differs', async () => {
    const small = await proveGuest('exit', 'small');
    refused(small.proof, 'the preset small under insecure-test', tiny);
    refused(tiny.proof, 'insecure-test under small', small);
    refused(fileOf(tiny.sections.statement, tiny.sections.stark, 'small'), 'renamed', small);
    refused(fileOf(small.sections.statement, small.sections.stark), 'renamed', tiny);
    expect(check(small, small.proof)).toMatchObject({ valid: true });

    const { verifyingKey } = tiny;
    const keys = [
      { ...verifyingKey, digest: flip(verifyingKey.digest, 0, 1) },
      {
        ...verifyingKey,
        groups: verifyingKey.groups.map((g) =>
          g.root === undefined ? g : { ...g, root: g.root.map((w, i) => (i === 0 ? (w + 1) % felt.P : w)) },
        ),
      },
    ];
    for (const key of keys) refused(tiny.proof, 'another key', { ...tiny, verifyingKey: key });
  }, 120_000);
});

describe('purity', () => {
  it('gives the same verdicts in any order, after failures, interleaved, and leaves its arguments as they were', async () => {
    const inputs = [
      tiny.proof,
      tiny.proof.subarray(0, 500),
      flip(tiny.proof, tiny.proof.length - 3, 1),
      new Uint8Array(0),
      fileOf(other.sections.statement, tiny.sections.stark),
      other.proof,
    ];
    const copies = inputs.map((bytes) => bytes.slice());
    const keyBefore = structuredClone(tiny.verifyingKey);
    const alone = inputs.map((bytes) => check(tiny, bytes));
    expect(alone.map((v) => v.valid)).toEqual([true, false, false, false, false, true]);
    const backwards = inputs
      .toReversed()
      .map((bytes) => check(tiny, bytes))
      .toReversed();
    const interleaved = await Promise.all(
      inputs.map(async (bytes, i) => {
        for (let turn = 0; turn < i; turn++) await Promise.resolve();
        return check(tiny, bytes);
      }),
    );
    expect(backwards).toEqual(alone);
    expect(interleaved).toEqual(alone);
    expect(inputs).toEqual(copies);
    expect(tiny.verifyingKey).toEqual(keyBefore);
    Object.freeze(tiny.verifyingKey);
    expect(check(tiny, tiny.proof)).toEqual(alone[0]);
  });
});
