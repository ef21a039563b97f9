/**
 * The verifier's own messages, from rules that stand in the key: a machine says where a run starts and ends, and what of it the statement
 * tells. docs/protocol.md, "Boundary".
 */
import type { BoundaryMessage } from './statement.ts';

/** One message for each entry of a list of the statement. */
export interface BoundaryRule {
  /** Number of the bus in the key. */
  readonly bus: number;
  /** 1: the verifier sends; -1: it receives. */
  readonly multiplicity: 1 | -1;
  /** Name of the list. */
  readonly each: string;
  /** Constants, and names of values of the entry. */
  readonly fields: readonly (number | string)[];
}

/** What rules refer to: entries by the name of their list, values by their names. */
export type StatementLists = Readonly<Record<string, readonly Readonly<Record<string, number>>[]>>;

export const boundaryMessages = (rules: readonly BoundaryRule[], lists: StatementLists): BoundaryMessage[] =>
  rules.flatMap(({ bus, multiplicity, each, fields }) =>
    lists[each].map((entry) => ({ bus, multiplicity, fields: fields.map((field) => (typeof field === 'number' ? field : entry[field])) })),
  );
