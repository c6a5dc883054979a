// Package ops runs a gRPC server the way an operator wants it: with TLS
// certificates that are reloaded when their files change, health and reflection
// services, bounds on messages, streams, calls and connections, a log of slow and
// failed calls, and a shutdown that drains.
//
// It knows nothing of what is served: [Options.Register] adds that.
package ops
