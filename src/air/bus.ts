/**
 * Typed buses. On a permutation bus every message sent is received exactly as often. On a lookup bus a table provides
 * messages, each as often as it is looked up: only a lookup bus has free counters (docs/protocol.md, "Buses").
 */
import type { Length, Tuple } from './columns.ts';
import type { Operand } from './expr.ts';

/** A field of several elements, such as the limbs of a word. In a message they stand one after another. */
export interface ArrayField<Name extends string = string, N extends Length = Length> {
  readonly name: Name;
  readonly length: N;
}
export type BusField = string | ArrayField;

export interface Bus<Fields extends readonly BusField[] = readonly BusField[]> {
  readonly name: string;
  readonly kind: 'permutation' | 'lookup';
  /** Position in the machine's list of buses: its identity in every message. */
  readonly id: number;
  readonly fields: Fields;
}

/** The name of a field; of an array's too, where its length is a type parameter still. */
type NameOf<F> = F extends string ? F : F extends { readonly name: infer Name extends string } ? Name : never;
type ValueOf<F> = F extends string ? Operand : F extends { readonly length: infer N } ? Tuple<Operand, N & Length> : never;

/** A message: one operand per field of the bus, or as many as the field is long. */
export type Message<Fields extends readonly BusField[]> = { readonly [F in Fields[number] as NameOf<F>]: ValueOf<F> };

export const arrayField = <const Name extends string, const N extends Length>(name: Name, length: N): ArrayField<Name, N> => ({
  name,
  length,
});

export const defineBus = <const Fields extends readonly BusField[]>(
  id: number,
  name: string,
  kind: Bus['kind'],
  fields: Fields,
): Bus<Fields> => ({ id, name, kind, fields });

/** Names of a message's elements: `ts`, `word[0]`, `word[1]`, .. */
export const fieldNames = ({ fields }: Bus): string[] =>
  fields.flatMap((field) => (typeof field === 'string' ? [field] : Array.from({ length: field.length }, (_, i) => `${field.name}[${i}]`)));
