// Package rpc serves the domain over gRPC: the services of proto/firn/v1.
//
// Each service has two files: a handler converts the request, asks the domain
// and converts the answer; the conversions are beside it in *_proto.go. What all
// of them share is in files of its own: opening the release that a request names
// (request.go), pages and their tokens (page.go, token.go), the terms of other
// concepts that an answer mentions (labels.go), and streams (stream.go).
//
// The package knows the domain's interfaces and nothing of what fills them, nor
// of listeners, certificates and logs of calls: those are in package ops.
package rpc
