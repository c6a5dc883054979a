// Package e2e tests the program from outside: it builds the real binary, imports
// releases with it, starts it as a server, and asks it by the generated client
// and by its command line. What must come out is worked out by package naive from
// the text files, and shares no code with what is tested.
//
// The package has only tests. They run on testdata/mini, on that with its
// extension, on a synthetic release and, where there is one, on the real subset
// (package testenv). Each release is imported and served once for all tests; only
// tests that change something have a data directory and a server of their own.
//
// Random tests log their seed; FIRN_SEED runs them with it again. With -short
// they try less, and with the race detector the program is built with it too.
package e2e
