// Package equivalents knows words that mean the same: kidney and renal, heart
// attack and myocardial infarction, anaemia and anemia, COPD and its long form.
// Search uses it to widen a question that found nothing.
//
// # The table
//
// A [Table] is read from text in UTF-8, one group a line. Case, accents and
// repeated blanks don't count; empty lines are skipped.
//
//	// A comment is a line of its own.
//	kidney | renal | nephr-
//	earache == otalgia
//	MI | AMI = myocardial infarction
//
// There are three kinds of line:
//
//   - "a | b | c" are words or phrases that may be exchanged inside a term, in any
//     direction, as kidney and renal.
//   - "a == b == c" are names of the same thing: beside that, a term that is one of
//     them is what is meant by another, as otalgia is by earache. Spellings of a
//     word are such names too.
//   - "a | b = c | d" says that each of a and b is a name of c or d, and not the
//     other way round: short forms and lay words.
//
// A search looks for the second and third kind as whole terms even where the text
// as it was typed finds something, see [Table.StandsFor].
//
// An entry is a word or phrase of at most [MaxPhraseWords] words, or a part of a
// word, or a sign:
//
//   - "nephr-" is the beginning of a word, "-aemia" the end of one and
//     "-glycaem-" a part anywhere. A part of a word is exchanged for parts of the
//     same kind in its group, the rest of the word staying as it is: with
//     "haem- | hem-" haematuria becomes hematuria. For a whole word of its group a
//     beginning stands as it is, since a search looks for beginnings anyway: kidney
//     becomes nephr.
//   - A character without letters and digits, such as "#" and "&", is a sign, and
//     counts as a word. A sign that stands left of an equals sign by itself is
//     always exchanged, since a search for words can't see it.
//
// # Expansion
//
// [Table.Expand] makes of a query's text the texts that mean the same. Phrases are
// found in the query word by word; the last word may be unfinished. A word's
// plural is also tried without its ending. What isn't exchanged stays as it was
// typed.
//
// Snowball stemmers and thesauri know more words; none knows that MI is no
// abbreviation of "milk intolerance". The English table, english.txt, was written
// for Firn, from common clinical usage.
package equivalents
