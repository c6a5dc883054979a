// Package diff tells what changed between two imported releases: the old one and
// the new one, of one edition as a rule.
//
// # What is compared
//
// A [Comparison] is about all concepts of either release, about a value set (two
// sets of concepts, as one expression constraint gives them in each release), or
// about a list of codes. Its [Comparison.Changes] are rows of one [Kind] each: a
// concept that was retired and got another name at the same time has two.
//
// Compared are the concept's state and definition status, its parents in the
// inferred hierarchy, its fully specified name, and its preferred terms by dialect.
// Attributes, other descriptions, axioms and members of reference sets aren't, but
// for what they do to a value set.
//
// # Order
//
// Changes come in ascending order of concept id; those of one concept in the order
// of the kinds; preferred terms in the order of their first dialect. The order
// depends on the two releases and the options alone.
//
// # Cost
//
// Ordinals mean nothing outside their release. So the two are walked side by side in
// ascending order of id, and a concept's descriptions are read from both when names
// are asked for: that is most of the work. Memory is two buffers and what the
// releases themselves keep ([history.Of] of the new one), whatever the number of
// changes. A walk that the caller breaks off, or whose context ends, stops within
// some hundreds of concepts.
//
// The tests hold the walk against a plain comparison of maps, on pairs of releases
// made at random.
package diff
