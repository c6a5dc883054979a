// Package e2e tests the program from outside: it builds the real binary, imports
// releases with it, starts it as a server, and asks it by the generated client
// and by its command line. What must come out is worked out by package naive from
// the text files, and shares no code with what is tested.
//
// The package has only tests. They run on testdata/mini and, where there is one,
// on the real subset (package testenv).
package e2e
