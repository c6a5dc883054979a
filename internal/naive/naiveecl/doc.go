// Package naiveecl evaluates the Expression Constraint Language in the plainest
// way: it looks at every concept, description and member of a [naive.Release]
// for every part of a query, and keeps sets of concepts in maps. It has no
// ordinals, no bitmaps, no indexes and no plan. Tests hold the engine of
// terminology/ecl against it. Of Firn it uses the syntax tree alone.
//
// Where the specification leaves a choice, the comment at that place says which
// one is taken; docs/ecl.md lists the same choices for the engine.
//
// It is slow, and trusts its input to be a tree as ecl.Parse makes it.
package naiveecl
