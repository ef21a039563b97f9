/**
 * The inventory of what is absorbed and what is sampled, in order, and the proof that each absorbed value moves every later challenge:
 * a value that a prover could choose after its challenge is how Fiat-Shamir proofs are forged.
 */
import { describe, expect, it } from 'vitest';
import { createReferenceBackend } from '../../src/backend/reference/backend.ts';
import { P } from '../../src/field/felt.ts';
import { HASHES, type HashName, suiteOf } from '../../src/hash/suite.ts';
import type { Transcript } from '../../src/hash/transcript.ts';
import { presetConfig } from '../../src/stark/config.ts';
import type { VerifyingKey } from '../../src/stark/key.ts';
import type { StarkStatement } from '../../src/stark/statement.ts';
import { verifyStark } from '../../src/stark/verifier.ts';
import { proveToy, toyKey, toyRun } from '../stark/toyMachine.ts';
import { isRow, readSites, wordsOf } from './proofSites.ts';

type Event =
  | { readonly kind: 'absorb'; readonly values: readonly number[] }
  | { readonly kind: 'nonce'; readonly nonce: number; readonly bits: number }
  | { readonly kind: 'challenge'; readonly degree: number; readonly value: string }
  | { readonly kind: 'query'; readonly bits: number; readonly value: string };

/** What the verifier asks of its transcript. */
const record = (key: VerifyingKey, statement: StarkStatement, proof: Uint8Array): Event[] => {
  const events: Event[] = [];
  const prototype: Transcript = Object.getPrototypeOf(suiteOf(key.config.hash).transcript());
  const { absorb, absorbNonce, sampleExt, sampleBits } = prototype;
  prototype.absorb = function (this: Transcript, values: ArrayLike<number>) {
    events.push({ kind: 'absorb', values: Array.from(values) });
    absorb.call(this, values);
  };
  prototype.absorbNonce = function (this: Transcript, nonce: number, bits: number) {
    events.push({ kind: 'nonce', nonce, bits });
    return absorbNonce.call(this, nonce, bits);
  };
  prototype.sampleExt = function (this: Transcript, degree: number) {
    const value = sampleExt.call(this, degree);
    events.push({ kind: 'challenge', degree, value: value.join() });
    return value;
  };
  prototype.sampleBits = function (this: Transcript, bits: number) {
    const value = sampleBits.call(this, bits);
    events.push({ kind: 'query', bits, value: String(value) });
    return value;
  };
  try {
    expect(verifyStark(key, statement, proof, 0)).toMatchObject({ ok: true });
    return events;
  } finally {
    Object.assign(prototype, { absorb, absorbNonce, sampleExt, sampleBits });
  }
};

/** The samples that a fresh transcript gives for the same calls, with event `changed` replaced. */
const replay = (hash: HashName, events: readonly Event[], changed = -1, replacement?: Event): string[] => {
  const transcript = suiteOf(hash).transcript();
  return events.map((honest, i) => {
    const event = i === changed && replacement !== undefined ? replacement : honest;
    if (event.kind === 'absorb') transcript.absorb(event.values);
    else if (event.kind === 'nonce') transcript.absorbNonce(event.nonce, event.bits);
    else if (event.kind === 'challenge') return transcript.sampleExt(event.degree).join();
    else return String(transcript.sampleBits(event.bits));
    return '';
  });
};

/** Runs of like events on one line. */
const inventory = (events: readonly Event[]): string[] => {
  const lines: { text: string; count: number }[] = [];
  for (const event of events) {
    const text =
      event.kind === 'absorb'
        ? `absorb ${event.values.length}`
        : event.kind === 'nonce'
          ? `nonce of ${event.bits} bits`
          : event.kind === 'challenge'
            ? `challenge ${event.degree}`
            : `query below 2^${event.bits}`;
    const last = lines.at(-1);
    if (last?.text === text) last.count++;
    else lines.push({ text, count: 1 });
  }
  return lines.map(({ text, count }) => (count === 1 ? text : `${text} x ${count}`));
};

const backend = createReferenceBackend();
const run = toyRun(5);
const proofOf = async ({ key, group }: ReturnType<typeof toyKey>) => (await proveToy(backend, key, group, run, { padLog: 9 })).bytes;

/** Bytes as a transcript absorbs them: the length, then as many bytes to a word as fit. */
const wordsOfBytes: Readonly<Record<HashName, (bytes: Uint8Array) => number[]>> = {
  poseidon2: (bytes) => [
    bytes.length,
    0,
    ...Array.from(
      { length: Math.ceil(bytes.length / 3) },
      (_, i) => bytes[3 * i] + 256 * (bytes[3 * i + 1] ?? 0) + 65536 * (bytes[3 * i + 2] ?? 0),
    ),
  ],
  blake3: (bytes) => [
    bytes.length,
    ...Array.from({ length: Math.ceil(bytes.length / 4) }, (_, i) =>
      [0, 1, 2, 3].reduce((word, k) => word + 256 ** k * (bytes[4 * i + k] ?? 0), 0),
    ),
  ],
};
/** What key digest (3 bytes), statement (2 bytes) and the 3 heights come to. */
const START: Readonly<Record<HashName, readonly string[]>> = { poseidon2: ['absorb 3 x 3'], blake3: ['absorb 2 x 2', 'absorb 3'] };

describe.each(HASHES)('transcript sites with %s', (hash) => {
  const insecure = presetConfig('insecure-test', hash);
  const ground = toyKey(backend, { ...insecure, targetBits: 121, queryGrinding: 3 });
  const plain = toyKey(backend, insecure);

  it('are these', async () => {
    expect(inventory(record(plain.key, run.statement, await proofOf(plain)))).toEqual([
      ...START[hash],
      'absorb 8',
      'challenge 4 x 5',
      'absorb 8',
      'challenge 4',
      'absorb 8',
      'challenge 4',
      'absorb 4 x 17',
      'challenge 4 x 17',
      'absorb 8',
      'challenge 4',
      'absorb 8',
      'challenge 4',
      'absorb 4 x 32',
      'query below 2^10 x 4',
    ]);
    expect(inventory(record(ground.key, run.statement, await proofOf(ground)))).toEqual([
      ...START[hash],
      'absorb 8',
      'nonce of 4 bits',
      'challenge 4 x 5',
      'absorb 8',
      'nonce of 1 bits',
      'challenge 4',
      'absorb 8',
      'nonce of 9 bits',
      'challenge 4',
      'absorb 4 x 17',
      'nonce of 8 bits',
      'challenge 4 x 17',
      'absorb 8',
      'nonce of 8 bits',
      'challenge 4',
      'absorb 8',
      'nonce of 4 bits',
      'challenge 4',
      'absorb 4 x 32',
      'nonce of 3 bits',
      'query below 2^10 x 4',
    ]);
  });

  it('absorb every word of the proof before the queries, in order and unchanged', async () => {
    for (const subject of [plain, ground]) {
      const proof = await proofOf(subject);
      const events = record(subject.key, run.statement, proof);
      const absorbed = events.flatMap((e) => (e.kind === 'absorb' ? e.values : e.kind === 'nonce' ? [e.nonce] : []));
      const { sites } = readSites(subject.key, run.statement, proof);
      const firstOpening = sites.find(isRow)?.at as number;
      const own = absorbed.slice(absorbed.length - firstOpening);
      expect(own).toEqual(Array.from(wordsOf(proof).subarray(0, firstOpening)));
      // Before them: the digest of the key and the statement.
      const elements = wordsOfBytes[hash];
      expect(absorbed.slice(0, absorbed.length - firstOpening)).toEqual([
        ...elements(subject.key.digest),
        ...elements(run.statement.bytes),
      ]);
    }
  });

  it('absorb roots and heights of the groups of the statement', async () => {
    const group = { name: 'tables', chips: [1], logHeights: undefined, root: undefined };
    const key = { ...plain.key, groups: [group] };
    const statement = { ...run.statement, groups: { tables: { root: plain.group.tree.root, logHeights: [4] } } };
    const { bytes } = await proveToy(backend, key, plain.group, { ...run, statement }, { padLog: 2 });
    const events = record(key, statement, bytes);
    const absorbs = events.flatMap((e) => (e.kind === 'absorb' ? [e.values] : []));
    expect(absorbs.slice(2, 4)).toEqual([[4], Array.from(plain.group.tree.root)]);
    const otherRoot = { root: plain.group.tree.root.map((w) => (w + 1) % P), logHeights: [4] };
    expect(verifyStark(key, { ...statement, groups: { tables: otherRoot } }, bytes, 0).ok).toBe(false);
    for (const logHeights of [[3], [5], [22], [-1], [4, 4], []]) {
      expect(verifyStark(key, { ...statement, groups: { tables: { root: plain.group.tree.root, logHeights } } }, bytes, 0).ok).toBe(false);
    }
    expect(verifyStark(key, { ...statement, groups: {} }, bytes, 0).ok).toBe(false);
  });

  it('each change every later challenge and no earlier one', async () => {
    const events = record(ground.key, run.statement, await proofOf(ground));
    const honest = replay(hash, events);
    expect(honest).toEqual(events.map((e) => ('value' in e ? e.value : '')));
    const challenges = events.flatMap((e, i) => (e.kind === 'challenge' ? [i] : []));
    const queries = events.flatMap((e, i) => (e.kind === 'query' ? [i] : []));
    let sites = 0;
    events.forEach((event, i) => {
      const changes: Event[] =
        event.kind === 'absorb'
          ? event.values.map((v, j) => ({ ...event, values: event.values.with(j, (v + 1) % P) }))
          : event.kind === 'nonce'
            ? [{ ...event, nonce: (event.nonce + 1) % P }]
            : [];
      for (const change of changes) {
        sites++;
        const samples = replay(hash, events, i, change);
        for (const c of challenges) expect(samples[c] === honest[c], `site ${i}, challenge ${c}`).toBe(c < i);
        // A single query index may collide by chance, all of them together do not.
        expect(queries.map((q) => samples[q])).not.toEqual(queries.map((q) => honest[q]));
      }
    });
    expect(sites).toBeGreaterThan(100);
  });

  it('are told apart when a value moves across a challenge', async () => {
    const events = record(plain.key, run.statement, await proofOf(plain));
    const honest = replay(hash, events);
    const last = events.length - 1;
    let moves = 0;
    events.forEach((event, i) => {
      const next = events[i + 1];
      if (event.kind !== 'absorb' || (next?.kind !== 'challenge' && next?.kind !== 'query')) return;
      // The value absorbed only after the challenge that follows it.
      const moved = [...events.slice(0, i), next, event, ...events.slice(i + 2)];
      expect(replay(hash, moved)[i]).not.toBe(honest[i + 1]);
      expect(
        replay(hash, moved)
          .slice(i + 2, last + 1)
          .join(';'),
      ).not.toBe(honest.slice(i + 2).join(';'));
      moves++;
    });
    expect(moves).toBeGreaterThanOrEqual(7);
  });
});
