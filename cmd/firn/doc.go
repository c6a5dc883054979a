// Firn is a SNOMED CT terminology server in one binary: it imports RF2
// releases, serves them over gRPC, and asks questions of them on the command
// line. `firn --help` lists the commands, `firn COMMAND --help` has examples.
//
// # Where answers come from
//
// Every query command is a gRPC client. With --server it asks a server over the
// network; without, it opens the data directory and serves it to itself within
// the process. The same requests are answered by the same code either way, so
// that the output is the same, byte for byte.
//
// # What scripts can rely on
//
// Standard output holds the answer and nothing else; messages, progress and
// summaries go to standard error. With --json every object stands on a line of
// its own, has its keys in a fixed order, and never leaves a key out that
// another object of its kind has, unless the command's help says so.
// Identifiers are decimal strings. Exit codes:
//
//	0  yes, found, done
//	1  no, not found
//	2  bad usage or bad input; also when there is no release to ask
//	3  the system failed, or the command was interrupted
package main
