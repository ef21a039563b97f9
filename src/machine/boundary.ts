/** What a machine's boundary can say of a run: the lists of the statement, and rules over them in terms of buses. */
import type { Bus } from '../air/bus.ts';
import { type BoundaryRule, boundaryMessages, type StatementLists } from '../stark/boundary.ts';
import type { BoundaryMessage } from '../stark/statement.ts';

/** Where a run starts: part of a program's ProgramInfo. */
interface Start {
  readonly entry: number;
  /** Word indices [start, end). */
  readonly gaps: readonly { readonly start: number; readonly end: number }[];
}

/** How a run ended. */
export interface Outcome {
  /** uint32. */
  readonly exitCode: number;
  readonly publicValues: Uint8Array;
}

/** Names of lists, with those of their values. */
interface Names {
  /** One entry. The exit code is in halves of 16 bits. */
  readonly run: 'entry' | 'exitLow' | 'exitHigh';
  /** Zero-initialised memory: word indices [start, end). */
  readonly gaps: 'start' | 'end';
  readonly publicBytes: 'index' | 'byte';
}
type Lists = { readonly [L in keyof Names]: readonly Readonly<Record<Names[L], number>>[] };

export const statementLists = ({ entry, gaps }: Start, { exitCode, publicValues }: Outcome): StatementLists => {
  const lists: Lists = {
    run: [{ entry, exitLow: exitCode & 0xffff, exitHigh: exitCode >>> 16 }],
    gaps: gaps.map(({ start, end }) => ({ start, end })),
    publicBytes: Array.from(publicValues, (byte, index) => ({ index, byte })),
  };
  return lists;
};

/** A statement with an entry in each list: it has the names of all lists and values. */
export const ANY_STATEMENT = statementLists({ entry: 0, gaps: [{ start: 0, end: 1 }] }, { exitCode: 0, publicValues: new Uint8Array(1) });

/** A rule as a machine's definition has it. */
export type BoundaryDefinition = {
  readonly [L in keyof Names]: {
    readonly bus: Bus;
    readonly multiplicity: 1 | -1;
    readonly each: L;
    readonly fields: readonly (number | Names[L])[];
  };
}[keyof Names];

interface HasBoundary {
  readonly boundary: readonly BoundaryDefinition[];
}

/** The rules of a machine, with buses by the numbers that `numberOf` gives their identities. */
export const boundaryRules = ({ boundary }: HasBoundary, numberOf: (bus: number) => number): BoundaryRule[] =>
  boundary.map((rule) => ({ ...rule, bus: numberOf(rule.bus.id) }));

/** The messages of a run, with buses as the machine's chips name them. */
export const machineBoundary = (machine: HasBoundary, start: Start, outcome: Outcome): BoundaryMessage[] =>
  boundaryMessages(
    boundaryRules(machine, (bus) => bus),
    statementLists(start, outcome),
  );
