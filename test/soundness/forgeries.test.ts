/**
 * Complete proofs of false statements, and of true statements with false traces. Each trace is as good as a liar can make it: the tables
 * are recounted and every chain is closed where it can be, so that one rule alone stands in the way. `breaks` says which.
 */
import { describe, expect, it } from 'vitest';
import { decodeContainer, encodeContainer } from '../../src/core/container.ts';
import { DEFAULT_HASH } from '../../src/hash/suite.ts';
import { Op } from '../../src/isa/opcodes.ts';
import { programCommitment, type Statement } from '../../src/keys/statement.ts';
import { rv32im } from '../../src/machine/rv32im.ts';
import { Space } from '../../src/vm/record.ts';
import { violations } from '../machine/machineHarness.ts';
import { CODE_ADDRESS } from '../support/elfBuilder.ts';
import { encode, exit } from '../support/programAssembler.ts';
import { forge, keyOf, recounted, rowsOf, rowWhere, verdictOf, withCells, withExtraRows, withoutRow, withRows } from './forge.ts';
import {
  isRefused,
  NO_PROOF,
  other,
  refused,
  store,
  T1,
  underProgram,
  victim,
  victimWords,
  WORD,
  withFinal,
  witnessFor,
  word,
} from './victim.ts';

describe('the control', () => {
  it('proves the truth by the same means', async () => {
    const { proof, statement } = await forge(recounted(victim));
    const verdict = verdictOf(proof, {
      programCommitment: programCommitment(DEFAULT_HASH, statement),
      publicValues: Uint8Array.of(7, 0, 0, 0),
    });
    expect(verdict.reason).toBe(undefined);
    expect(verdict.valid).toBe(true);
  });

  it('proves the truth with chips that are present for nothing', async () => {
    // All rows are padding: the same as being absent, so not a lie.
    const idle = ['multiply', 'divide', 'add-2', 'read', 'advance-timestamp'].reduce((w, name) => withRows(w, name, [{}]), victim);
    expect(violations(recounted(idle))).toEqual([]);
    expect(verdictOf((await forge(recounted(idle))).proof).reason).toBe(undefined);
  });

  it('is refused by a verifier that asks for security', async () => {
    const { proof } = await forge(recounted(victim));
    refused(verdictOf(proof, { minBits: 100 }), /bits/);
  });
});

describe('a false statement about a true trace', () => {
  const lies: Record<string, [Partial<Statement>, RegExp]> = {
    'another public value': [{ publicValues: Uint8Array.of(9, 0, 0, 0) }, NO_PROOF],
    'a public value less': [{ publicValues: Uint8Array.of(7, 0, 0) }, NO_PROOF],
    'a public value more': [{ publicValues: Uint8Array.of(7, 0, 0, 0, 0) }, NO_PROOF],
    'no public values': [{ publicValues: new Uint8Array(0) }, NO_PROOF],
    'another entry': [{ program: { ...victim.table.info, entry: CODE_ADDRESS + 4 } }, NO_PROOF],
    'a smaller gap': [
      { program: { ...victim.table.info, gaps: victim.table.info.gaps.map((g, i) => (i === 0 ? { ...g, start: g.start + 1 } : g)) } },
      NO_PROOF,
    ],
    'a gap less': [{ program: { ...victim.table.info, gaps: victim.table.info.gaps.slice(1) } }, NO_PROOF],
    'a gap over the image': [
      {
        program: {
          ...victim.table.info,
          gaps: victim.table.info.gaps.map((g, i, all) => (i === all.length - 1 ? { ...g, start: WORD } : g)),
        },
      },
      NO_PROOF,
    ],
    'a gap beyond memory': [
      { program: { ...victim.table.info, gaps: victim.table.info.gaps.map((g) => ({ ...g, end: g.end + (g.end === 2 ** 28 ? 1 : 0) })) } },
      /gap/,
    ],
    'exit code 1': [{ exitCode: 1 }, /exit code 1/],
    'a taller program table': [{ program: { ...victim.table.info, logHeights: [victim.table.info.logHeights[0], 7] } }, /./],
  };
  for (const [name, [statement, reason]] of Object.entries(lies)) {
    it(name, async () => {
      const honest = recounted(victim);
      const height = statement.program?.logHeights[1];
      if (height !== undefined && height !== victim.table.info.logHeights[1]) {
        // The prover has no such shape; the lie is told afterwards, in the file.
        const { proof, statement: truth } = await forge(honest);
        refused(verdictOf(restated(proof, { ...truth, ...statement })), reason);
        return;
      }
      refused(verdictOf((await forge(honest, { statement })).proof), reason);
    });
  }

  it('exit code 0 of a program that exits with 1', async () => {
    const failing = witnessFor(exit(1));
    refused(verdictOf((await forge(recounted(failing), { statement: { exitCode: 0 } })).proof), NO_PROOF);
    const halted = withCells(failing, 'halt', 0, { 'code[0]': 0 });
    await isRefused(withFinal(halted, Space.REG, 10, word(0)), /^memory\(0, 0, 10, /);
  });

  it('the statement exchanged after the proof', async () => {
    const { proof, statement } = await forge(recounted(victim));
    refused(verdictOf(restated(proof, { ...statement, publicValues: Uint8Array.of(8, 0, 0, 0) })), NO_PROOF);
    refused(verdictOf(restated(proof, { ...statement, program: { ...statement.program, gaps: [] } })), NO_PROOF);
  });
});

/** The proof file with another statement. */
const restated = (proof: Uint8Array, statement: Statement): Uint8Array => {
  const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { meta, sections } = decoded.value;
  const encoded = encodedStatement(statement);
  return encodeContainer({ kind: 'proof', meta, sections: { statement: encoded, stark: sections.stark } });
};
const encodedStatement = (s: Statement): Uint8Array => {
  const { entry, logHeights, gaps } = s.program;
  const words = [
    entry,
    2,
    ...logHeights,
    gaps.length,
    ...gaps.flatMap((g) => [g.start, g.end]),
    ...s.programRoot,
    s.exitCode,
    s.publicValues.length,
  ];
  return new Uint8Array([...new Uint8Array(Uint32Array.from(words).buffer), ...s.publicValues]);
};

describe('another program', () => {
  it('has another commitment', async () => {
    const { statement } = await forge(recounted(victim));
    const { proof, statement: wrong } = await forge(recounted(other));
    expect(verdictOf(proof).valid).toBe(true);
    expect(programCommitment(DEFAULT_HASH, wrong)).not.toEqual(programCommitment(DEFAULT_HASH, statement));
    refused(verdictOf(proof, { programCommitment: programCommitment(DEFAULT_HASH, statement) }), /the proof is about program/);
  });

  it('is not proved by tables that are not those of its root', async () => {
    const { statement } = await forge(recounted(victim));
    const { proof } = await forge(recounted(other), { statement: { programRoot: statement.programRoot } });
    refused(verdictOf(proof, { programCommitment: programCommitment(DEFAULT_HASH, statement) }), /root|Merkle|path|opening/i);
  });

  it('cannot stand in for an instruction: 8 where the program says 7', async () => {
    await isRefused(underProgram(other, victim.table), /^program\(/);
  });

  it('cannot omit an instruction, as a no-operation in its place', async () => {
    const without = witnessFor(victimWords(7).map((w, i) => (i === 4 ? encode(Op.FENCE) : w)));
    await isRefused(underProgram(without, victim.table), /^program\(/);
  });
});

describe('execution', () => {
  const addi = rowWhere(victim, 'addi', (r) => r.rd === T1);

  it('cannot drop a row', () => isRefused(withoutRow(victim, 'addi', addi), /^(exec|memory)\(/));
  it('cannot repeat a row', () => isRefused(withExtraRows(victim, 'addi', rowsOf(victim, 'addi')[addi]), /^(exec|memory)\(/));

  it('cannot jump over an instruction', async () => {
    const { pc, ts } = rowsOf(victim, 'addi')[addi];
    // The store before it continues one instruction later, at its time.
    const skipped = withoutRow(withCells(victim, 'store-word', store, { ts: ts - 4, pc: pc - 4 }), 'addi', addi);
    await isRefused(skipped, /^(exec|memory)\(/);
  });

  it('cannot run two instructions in the other order', async () => {
    const [a, b] = rowsOf(victim, 'store-word').flatMap((r, i) => (r['c[0]'] === 7 && r.imm !== 0 ? [i] : []));
    const rows = rowsOf(victim, 'store-word');
    const swapped = withCells(withCells(victim, 'store-word', a, { ts: rows[b].ts }), 'store-word', b, { ts: rows[a].ts });
    await isRefused(swapped, /^(exec|memory|range)\(/);
  });

  it('cannot end without a halt', () => isRefused(withoutRow(victim, 'halt', 0), /^(exec|halt|memory)\(/));
  it('cannot halt twice', () => isRefused(withExtraRows(victim, 'halt', rowsOf(victim, 'halt')[0]), /^(exec|halt|memory)\(/));

  it('cannot halt where the call is another one', async () => {
    // The write's ECALL taken as exit(3): a7 holds 64.
    const call = rowsOf(victim, 'write')[0];
    const row = { pc: call.pc, ts: call.ts, pts7: call.pts7, pts0: call.pts0, 'code[0]': 0, 'code[1]': 0, isReal: 1 };
    await isRefused(withRows(withRows(victim, 'write', []), 'halt', [row]), /^(exec|memory|io)\(/);
  });

  it('cannot run in a circle of its own', async () => {
    // A loop of one row whose time stands still would need ts + 4 = ts.
    const loop = { pc: CODE_ADDRESS, ts: 4000, next: CODE_ADDRESS, isReal: 1 };
    await isRefused(withExtraRows(victim, 'goto', loop), /^(exec|program)\(/);
  });
});

describe('the shape of the proof', () => {
  const heightsAt = (proof: Uint8Array, edit: (heights: Uint32Array) => void): Uint8Array => {
    const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
    if (!decoded.ok) throw new Error(decoded.reason);
    const stark = decoded.value.sections.stark.slice();
    const heights = new Uint32Array(stark.buffer, stark.byteOffset, rv32im.chips.length);
    edit(heights);
    return encodeContainer({
      kind: 'proof',
      meta: decoded.value.meta,
      sections: { statement: decoded.value.sections.statement.slice(), stark },
    });
  };
  const chip = (name: string): number => rv32im.chips.findIndex((c) => c.name === name);

  it('is bound to the heights', async () => {
    const { proof } = await forge(recounted(victim));
    expect(verdictOf(heightsAt(proof, () => {})).valid).toBe(true);
    for (const name of ['addi', 'halt', 'load-word', 'range-small']) {
      for (const step of [1, -1]) {
        expect(
          verdictOf(
            heightsAt(proof, (h) => {
              h[chip(name)] += step;
            }),
          ).valid,
          `${name} ${step}`,
        ).toBe(false);
      }
      expect(
        verdictOf(
          heightsAt(proof, (h) => {
            h[chip(name)] = 0;
          }),
        ).valid,
        `${name} absent`,
      ).toBe(false);
    }
    expect(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('divide')] = 1;
        }),
      ).valid,
    ).toBe(false);
    refused(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('program')]++;
        }),
      ),
      /its table has/,
    );
    refused(
      verdictOf(
        heightsAt(proof, (h) => {
          h[chip('addi')] = 23;
        }),
      ),
      /outside/,
    );
  });

  it('cannot leave out the image, the program, the tables or the zero-initialised memory', async () => {
    for (const name of ['image', 'program', 'range-bits', 'range-small', 'zero-memory']) {
      const without = { ...recounted(victim), traces: recounted(victim).traces.filter((t) => t.chip.name !== name) };
      refused(verdictOf((await forge(without)).proof), NO_PROOF);
    }
  });

  it('is for one preset', async () => {
    const { proof } = await forge(recounted(victim));
    const fast = keyOf('fast').verifyingKey;
    refused(verdictOf(proof, { verifyingKey: fast, minBits: 0 }), /the proof is for preset insecure-test/);
    const decoded = decodeContainer(proof, 'proof', ['statement', 'stark']);
    if (!decoded.ok) throw new Error(decoded.reason);
    const { statement, stark } = decoded.value.sections;
    const relabelled = encodeContainer({ kind: 'proof', meta: { ...decoded.value.meta, preset: 'fast' }, sections: { statement, stark } });
    expect(verdictOf(relabelled, { verifyingKey: fast, minBits: 0 }).valid).toBe(false);
    refused(verdictOf(relabelled), /the proof is for preset fast/);
  });
});
