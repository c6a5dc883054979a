// Package validate judges coded entries as hospitals have them: a code, perhaps the
// text that was recorded with it, perhaps the day. It is made for hundreds of
// millions of rows, and for people who have to mend what is wrong with them.
//
// # What is judged
//
// A [Result] says
//   - what the code is: a [Verdict] and a [Reason]. The id of a description where
//     one of a concept was expected is resolved, and so said. A code that the
//     release lacks is looked up in the other releases that are loaded. A
//     post-coordinated expression is recognised, and not judged;
//   - for a retired concept, why, since when, and what to use instead, each
//     replacement with its judgement, as package history gives them;
//   - whether the concept is in the [Limit], if there is one;
//   - what the display is: a [Display], and whose, if it is another concept's;
//   - whether the concept was active on the day of the record: a [Day].
//
// Package terminology has a Validator for the gRPC service, whose answers have fewer
// kinds. The two agree as far as they say the same; the tests compare them.
//
// # How
//
// A [Checker] is made once for a release and a column of the data, and a [Judge]
// from it for each goroutine. [Judge.Judge] takes some hundreds of rows at a time,
// because looking many codes up side by side takes half the time, and allocates
// nothing for a row but where the release has to be read.
package validate
