import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadProgram } from '../../src/api/load.ts';
import { profile } from '../../src/api/profile.ts';
import { trace } from '../../src/vm/execute.ts';
import { INSN_WORDS, Insn } from '../../src/vm/record.ts';

const guest = (name: string) => loadProgram(readFileSync(new URL(`../../guests/elf/${name}.elf`, import.meta.url)));
const input = new Uint8Array(Uint32Array.of(40, 7).buffer);

describe('profile', () => {
  it('counts every instruction but system calls in the function that holds its address', () => {
    const program = guest('sort');
    const { functions, steps } = profile({ program, input });
    const { insns, ecalls } = trace(program, { input });
    const counted = functions.reduce((sum, f) => sum + f.steps, 0);
    expect(counted).toBe(insns.length / INSN_WORDS);
    expect(ecalls.length).toBeGreaterThan(0);
    expect(steps).toBeGreaterThan(counted);
    for (const { name, steps: inFunction } of functions) {
      const symbol = program.symbols.find((s) => s.name === name);
      if (symbol === undefined) throw new Error(`no symbol ${name}`);
      let expected = 0;
      for (let r = 0; r < insns.length; r += INSN_WORDS) {
        const pc = program.codeBase + 4 * insns[r + Insn.INDEX];
        if (pc >= symbol.address && pc < symbol.address + symbol.size) expected++;
      }
      expect(inFunction, name).toBe(expected);
    }
    expect(functions.map((f) => f.steps)).toEqual(functions.map((f) => f.steps).sort((a, b) => b - a));
  });
  it('counts rows by chip as a proof has them', () => {
    const { chips } = profile({ program: guest('exit') });
    expect(chips.find(({ name }) => name === 'halt')).toMatchObject({ rows: 1, logHeight: 0 });
    expect(chips.every(({ rows, logHeight }) => rows <= 2 ** logHeight)).toBe(true);
  });
  it('gives code without symbols one name, and refuses what no proof holds', () => {
    const program = { ...guest('sort'), symbols: [] };
    expect(profile({ program, input }).functions.map(({ name }) => name)).toEqual(['']);
    expect(() => profile({ program, input, maxSteps: 10 })).toThrow(expect.objectContaining({ code: 'guest-steps-exceeded' }));
    expect(() => profile({ program: guest('trap') })).toThrow(expect.objectContaining({ code: 'guest-trap' }));
  });
});
