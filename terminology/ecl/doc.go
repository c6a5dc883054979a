// Package ecl reads, writes and evaluates the Expression Constraint Language of
// SNOMED CT, version 2.3: queries for sets of concepts, as
//
//	<< 404684003 |Clinical finding| : 363698007 |Finding site| = << 39057004
//
// which are all clinical findings with a finding site in the pulmonary valve
// structure. The language is specified by SNOMED International
// (http://snomed.org/ecl); docs/ecl.md of this project tells what Firn makes of
// it where the specification leaves room.
//
// # Reading
//
// [Parse] makes a syntax tree, the [Query], of a text. It takes the brief syntax
// and the long syntax in any mix, and looks at nothing but the text. [Check]
// looks the names in a query up, in whatever has them: a [Vocabulary].
//
// # The tree
//
// A [Query] holds a [Constraint], which is one of
//
//	*SubExpression   an atom with its operators and filters: <! ^ 700043003 {{ C active = 1 }}
//	*Compound        A AND B AND C, or A OR B OR C
//	*Minus           A MINUS B
//	*Dotted          A . N . M
//	*Refined         A : R
//
// The operands of all of them are sub-expressions. The [Atom] of a sub-expression
// is a *ConceptReference, *Wildcard, *AlternateIdentifier, or *Nested: a
// constraint in brackets. What applies to the atom, and in which order, stands at
// [SubExpression].
//
// A [Refinement] is an *Attribute, an *AttributeGroup, several of them in a
// *RefinementList, or a *NestedRefinement in brackets. An attribute compares with
// a [Value]: another sub-expression, a number, strings, or a truth value.
//
// A [Filter] holds one [Condition] or more; [Condition] lists them.
//
// Every node knows its [Span], the bytes of the text that it was read from, and
// [Locate] turns an offset into a line and a column. [Walk] visits a tree. Trees
// can be built by hand, too; the fields' comments tell what is well formed, and
// [Format] writes what they hold.
//
// # Writing
//
// [Query.String] gives the canonical form: brief, without terms, one spelling of
// everything. It is the name of a query for caches and comparison: two texts with
// the same canonical form are the same query. It keeps brackets and the order of
// operands, so the reverse need not hold. [Format] also writes the long form,
// and either with the terms of the text or with terms from a function.
//
// # Errors
//
// All functions that fail do so with an [*Error], which has a stable reason (see
// the constants), a place, what was found there, what could stand there, and
// often a hint; [Error.Snippet] shows the line with a caret. It is also a
// [terminology.Error] of kind invalid argument for [errors.As].
//
// A [Warning] comes with a query that was taken: for a form that isn't the
// specification's ([ReasonLenient]), or a part that does nothing
// ([ReasonPointless]).
//
// # Leniencies
//
// Unless [Options.Strict] is set, Parse takes these with a warning:
//
//   - a byte order mark before the query, and non-breaking spaces (U+00A0 and
//     U+202F) where white space may stand;
//   - a comment that ends in an even number of stars, /* … **/, which the
//     grammar doesn't derive;
//   - no white space between AND, OR or MINUS and an opening bracket;
//   - LOINC#"54486-6", as the specification's text has it, for the
//     "LOINC#54486-6" of its grammar;
//   - active = "*", as the specification's text has it, for active = *;
//   - match: and wild: before the string that an attribute is compared with,
//     which ECL 2.0 to 2.2 had.
//
// And it refuses some of what the grammar derives, since it has no meaning, or
// none that two readers would agree on:
//
//   - AND with OR in one refinement without brackets;
//   - a minimum above the maximum of a cardinality;
//   - an order relation with a set of dates;
//   - a member filter that isn't next to ^ or ^R;
//   - ^ with several fields but as the whole query;
//   - a reverse attribute compared with a number, a string or a truth value;
//   - active, moduleId and effectiveTime of a member filter compared with what
//     only another column could have, as {{ M moduleId = #1 }};
//   - M directly followed by the name of a column, as {{ MmapTarget = "a" }}:
//     the same rule would read {{ mapTarget = "a" }} as a column "apTarget".
//
// Where the grammar can be read in two ways, these are taken: letters, digits and
// dashes before "#" are a scheme, so that RXNORM#1 isn't R with a scheme; a code
// behind "#" goes on as long as it can, so that a blank must stand between it
// and AND or a dot; a text
// in quotes that an attribute or column is compared with is a text, and not the
// alternate identifier it may look like, unless a term or a filter follows it.
//
// # Limits
//
// A text may have [DefaultMaxLength] bytes, brackets [DefaultMaxDepth] deep, and
// [DefaultMaxNodes] nodes; [Options] has others. Whatever the text, a parse looks
// at each byte a bounded number of times.
package ecl
