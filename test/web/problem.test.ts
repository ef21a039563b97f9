/** What the page says of a guest that fails. */
import { expect, it } from 'vitest';
import { PellucidError } from '../../src/core/error.ts';
import { loadElf } from '../../src/vm/elf.ts';
import { problemOf } from '../../web/state/problem.ts';
import { CODE_ADDRESS, elfOfWords } from '../support/elfBuilder.ts';
import { EBREAK, systemCall } from '../support/programAssembler.ts';
import { execute, Syscall } from '../support/run.ts';

/** Writes `text`, which stands in its data, to descriptor 2, and traps. */
const caught = (text: string): unknown => {
  const data = 0x10_0000;
  const program = loadElf(elfOfWords([...systemCall(Syscall.WRITE, 2, data, text.length), EBREAK], new TextEncoder().encode(text)));
  try {
    return execute(program);
  } catch (error) {
    return error;
  }
};

it('shows the console of a guest that trapped, and its last instructions', () => {
  const problem = problemOf(caught('the table is full\n'));
  expect(problem).toMatchObject({ title: 'The program trapped', console: 'the table is full\n' });
  expect(problem.trace.at(-1)).toBe(`0x${(CODE_ADDRESS + 4 * (problem.trace.length - 1)).toString(16)}: ebreak`);
});

it('leaves the console of an exit to the panel of the run', () => {
  const error = new PellucidError('guest-exit', 'exit code 7', { exitCode: 7, console: 'no' });
  expect(problemOf(error)).toMatchObject({ console: '', trace: [] });
});
