// Package box is a search box on a terminal: a line of text, the hits below it,
// and the details of the one that is chosen.
//
// # A pure model
//
// [Model] is what the box is, [Model.Update] what an [Event] makes of it, and
// [Model.View] what it looks like. None of them reads, writes or waits, so that
// tests can put any series of events to them. Whoever runs the box turns bytes of
// the keyboard into events ([Decoder]), does what the [Effect] values ask for, and
// puts the view on the screen ([Screen]).
//
// # Queries and answers
//
// Every change of the text is a query with a number of its own, and only the answer
// with the newest number is taken: a list never shows what an older text found as
// though the present one had. Until the answer comes, the old list stays, faint, so
// that nothing flickers; keys that act on the list are kept until then, so that a
// fast typist's Enter means the hit that the typist is about to see. A key that
// edits or leaves drops them.
//
// Texts are counted in the columns of a terminal: a wide character takes two, and a
// letter with its combining marks is one for the cursor and for every key.
package box
