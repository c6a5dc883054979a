// Package firnv1 is Firn's gRPC interface: messages, clients and server stubs,
// generated from the .proto files beside it by .ci/generate.
//
// The rules that hold for every service (identifiers, releases, languages,
// pages, errors and their reasons) are at the head of common.proto. Messages are
// the wire and nothing else: the server converts them at its edge, and the domain
// never sees them.
package firnv1
