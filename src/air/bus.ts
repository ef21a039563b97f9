/**
 * Typed buses. On a permutation bus every message sent is received exactly as often. On a lookup bus a table provides
 * messages, each as often as it is looked up: only a lookup bus has free counters (docs/protocol.md, "Buses").
 */
import type { Operand } from './expr.ts';

export interface Bus<Fields extends readonly string[] = readonly string[]> {
  readonly name: string;
  readonly kind: 'permutation' | 'lookup';
  /** Position in the machine's list of buses: its identity in every message. */
  readonly id: number;
  readonly fields: Fields;
}

/** A message: one operand per field of the bus. */
export type Message<Fields extends readonly string[]> = { readonly [K in Fields[number]]: Operand };

export const defineBus = <const Fields extends readonly string[]>(
  id: number,
  name: string,
  kind: Bus['kind'],
  fields: Fields,
): Bus<Fields> => ({ id, name, kind, fields });
