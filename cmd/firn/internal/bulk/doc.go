// Package bulk judges files of coded entries, of any length, in bounded memory.
//
// A [Job] names the inputs, their coded columns and the outputs; [Run] does it. The
// work goes through three stages, joined by channels of bounded length:
//
//	reader    cuts the decompressed input into blocks of whole rows
//	workers   split rows, judge their codes and render the outputs of a block
//	writer    writes blocks in the order of the input, and counts
//
// Blocks are used over and over, and so is all that is in them; nothing is allocated
// for a row that is as it should be. The reader looks at bytes only to find where
// rows end, so that the workers can do the rest side by side.
//
// Where blocks end depends on the input alone. So a run that was stopped goes on at
// the last checkpoint and writes what it would have written, byte for byte:
// checkpoints are only made at the end of a section, which is a fixed number of
// blocks, and compressed outputs end a member (gzip) or frame (zstd) there.
//
// A row that can't be read is passed through, marked and counted with its line; it
// is never lost, and doesn't stop the run.
package bulk
