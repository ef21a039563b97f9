/**
 * Buses whose messages have types. docs/protocol.md, "Buses".
 *
 * On a permutation bus each message is received as often as it is sent. On a lookup bus a table provides each message as often as
 * it is looked up; how often is a free column, which only tables have.
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
  /** Identity among the buses of one machine. Its number in keys and messages is its place in the machine's list. */
  readonly id: number;
  readonly fields: Fields;
}

/** The name of a field. The case of an array is spelt out, because its length may still be a type parameter. */
type NameOf<F> = F extends string ? F : F extends { readonly name: infer Name extends string } ? Name : never;
type ValueOf<F> = F extends string ? Operand : F extends { readonly length: infer N } ? Tuple<Operand, N & Length> : never;

/** A message: one operand for each plain field, a tuple of operands for each array field. */
export type Message<Fields extends readonly BusField[]> = { readonly [F in Fields[number] as NameOf<F>]: ValueOf<F> };

export const arrayField = <const Name extends string, const N extends Length>(name: Name, length: N): ArrayField<Name, N> => ({
  name,
  length,
});

/** A bus; `id` is its position in the machine's list. Example: defineBus(5, 'power', 'lookup', ['exponent', 'power']). */
export const defineBus = <const Fields extends readonly BusField[]>(
  id: number,
  name: string,
  kind: Bus['kind'],
  fields: Fields,
): Bus<Fields> => ({ id, name, kind, fields });

/** Names of a message's elements: `ts`, `word[0]`, `word[1]`, .. */
export const fieldNames = ({ fields }: Bus): string[] =>
  fields.flatMap((field) => (typeof field === 'string' ? [field] : Array.from({ length: field.length }, (_, i) => `${field.name}[${i}]`)));
