/** What the API's document promises, as types. They follow from `schema.d.ts`; nothing of this reaches a phone. */

import type { components, paths } from "./schema.d.ts";

/** Every named shape of the document. */
export type Schemas = components["schemas"];

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

type Root = "/api/v1";
type Below<Path> = Path extends `${Root}${infer Rest}` ? Rest : never;
/** Every operation by its method and its template: `/couples/{space_id}/invites`, as the document has it, below the
 *  root. Written as one map, which the compiler makes once, however many routes there are. */
type Operations = {
  [M in Method]: {
    [P in keyof paths as paths[P] extends Record<Lowercase<M>, object>
      ? Below<P>
      : never]: paths[P][Lowercase<M> & keyof paths[P]];
  };
};
type TemplateFor<M extends Method> = keyof Operations[M] & string;
type Operation<M extends Method, T> = T extends keyof Operations[M] ? Operations[M][T] : never;

/** An address with every parameter filled in; what it lets through too much, `Found` does not. */
export type Address<M extends Method> = Filled<TemplateFor<M>> | `${Filled<TemplateFor<M>>}?${string}`;
type Filled<T extends string> = T extends `${infer Before}{${string}}${infer After}`
  ? `${Before}${string}${Filled<After>}`
  : T;

/** The operation at an address, by its segments: `/sessions/current` is not one of `/sessions/{session_id}`. */
type Found<M extends Method, A extends string> = A extends `${infer Path}?${infer Query}`
  ? Asked<Operation<M, Matching<M, Path>>, Query>
  : Operation<M, Matching<M, A>>;
type Matching<M extends Method, Path extends string> =
  Path extends TemplateFor<M> ? Path : Candidates<Path, TemplateFor<M>>;
type Candidates<Path extends string, T extends string> = T extends T
  ? Fits<Path, T> extends true
    ? T
    : never
  : never;
type Fits<Path extends string, T extends string> = T extends `${infer Wanted}/${infer Further}`
  ? Path extends `${infer Given}/${infer Rest}`
    ? FitsSegment<Given, Wanted> extends true
      ? Fits<Rest, Further>
      : false
    : false
  : FitsSegment<Path, T>;
/** A parameter takes a text that is filled in, and no literal: that would be a path that is not there. */
type FitsSegment<Given extends string, Wanted extends string> = Wanted extends `{${string}}`
  ? string extends Given
    ? true
    : false
  : Given extends Wanted
    ? true
    : false;

/** The operation again, if it knows every parameter of the query and what it is set to. */
type Asked<Op, Query extends string> = Query extends `${infer One}&${infer More}`
  ? Asked<AskedOne<Op, One>, More>
  : AskedOne<Op, Query>;
type AskedOne<Op, One extends string> = Op extends { parameters: { query?: infer Known } }
  ? One extends `${infer Name}=${infer Value}`
    ? Name extends keyof NonNullable<Known>
      ? Value extends `${NonNullable<NonNullable<Known>[Name]> & (string | number | boolean)}`
        ? Op
        : never
      : never
    : never
  : never;

/** The address itself where the document knows it, else a type that nothing fits. */
export type Documented<M extends Method, A extends string> = A extends A
  ? [Found<M, A>] extends [never]
    ? never
    : A
  : never;

export type Body<M extends Method, A extends string> = BodyOf<Found<M, A>>;
type BodyOf<Op> = Op extends { requestBody: { content: { "application/json": infer Sent } } }
  ? Sent
  : undefined;

/** What a success brings; nothing is `undefined`. */
export type Answer<M extends Method, A extends string> = AnswerOf<Found<M, A>>;
type AnswerOf<Op> = Op extends { responses: infer All }
  ? { [Status in keyof All & (200 | 201 | 204)]: JsonOf<All[Status]> }[keyof All & (200 | 201 | 204)]
  : never;
type JsonOf<One> = One extends { content: { "application/json": infer Said } } ? Said : undefined;
