// Package history answers what became of the retired concepts of a release: why
// a concept was retired and since when, which active concepts to use instead, and,
// the other way round, which retired concepts an active one stands for.
//
// # What it stands on
//
// A row of a historical association reference set (those below 900000000000522004,
// Reference Set Files, section "Association type") leads from a retired concept to
// one that took its place. That one may have been retired in turn, so the
// associations are followed until they end. Only active rows count, and only
// those of retired concepts; MOVED FROM, which points the other way, and REFERS
// TO, which belongs to descriptions, don't count.
//
// # Where a way ends
//
//   - At an active concept: a [Replacement].
//   - At a concept that the release doesn't hold: [EndNotInRelease].
//   - At a retired concept without an association of its own: [EndDead].
//   - In a circle that can't be left: [EndLoop]. A circle with a way out is
//     followed out of it.
//
// Each is told once, with the best of the ways that lead to it. A way is as good
// as the weakest association on it; of ways that are equal in that, the shortest
// is taken, and of those the first by the associations and ids of its steps. The
// order of associations is that of [terminology.Release.HistoricalAssociations].
//
// # Safe to swap, or a human's decision
//
// A replacement is marked [Safe] only if a program may put it in the place of the
// retired concept without asking anybody. [Judgement] has the rule, and
// docs/history.md the reason for each part of it.
//
// # Cost
//
// [Of] makes the [Index] of a release at the first question, from its association
// and inactivation rows: some 0.4 s and 7 MB at the size of the International Edition. After
// that an answer is a look into columns by ordinal, without allocation. The
// tests compare it with an enumeration of all ways that there are.
package history
