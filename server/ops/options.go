package ops

import (
	"context"
	"log/slog"
	"time"

	"google.golang.org/grpc"
)

// Options is how a [Server] runs. The zero value serves health and reflection
// alone, without TLS, on a free port of the loopback interface.
type Options struct {
	// Address is HOST:PORT to listen at; port 0 picks a free one. Empty means
	// 127.0.0.1:0.
	Address string
	// Register adds the services; nil adds none.
	Register func(grpc.ServiceRegistrar)
	// Load opens what the services answer from. It is called once the server
	// listens, and health is NOT_SERVING until it returns; nil means that
	// everything is there already. Its context ends with that of Start.
	Load func(context.Context) error
	// StopStreams is called when the drain period is over: streams should end
	// soon, after the message that they are at. It must return at once. nil
	// leaves streams to be cut off.
	StopStreams func()

	// TLS names the files for TLS; the zero value is no TLS.
	TLS TLSOptions

	// MaxReceiveBytes bounds a request message; 0 means [DefaultMaxReceiveBytes].
	MaxReceiveBytes int
	// MaxConcurrentStreams bounds the calls that one connection has at once;
	// further ones wait at the client. 0 means [DefaultMaxConcurrentStreams].
	MaxConcurrentStreams uint32
	// MaxConcurrentCalls bounds the calls that the whole server answers at once,
	// streams included, health and reflection not; further ones are refused with
	// RESOURCE_EXHAUSTED and the reason TOO_MANY_CALLS. 0 means no bound.
	MaxConcurrentCalls int
	// MaxConnections bounds the connections; further ones wait to be accepted. 0
	// means no bound.
	MaxConnections int

	// KeepaliveMinTime is the least time between two pings of a client; one that
	// pings more often is disconnected. 0 means [DefaultKeepaliveMinTime].
	KeepaliveMinTime time.Duration
	// KeepaliveTime is after how long a silent connection is pinged, to find out
	// that its client is gone. 0 means [DefaultKeepaliveTime].
	KeepaliveTime time.Duration

	// DrainPeriod is how long a shutdown waits for calls and streams to end by
	// themselves. 0 means [DefaultDrainPeriod]; less than 0, not at all.
	DrainPeriod time.Duration

	// SlowCall is from what duration a call, streams aside, is logged as slow. 0
	// means [DefaultSlowCall]; less than 0, never.
	SlowCall time.Duration
	// LogCalls logs every call, when it ends.
	LogCalls bool
	// Logger hears of all this; nil is silent.
	Logger *slog.Logger
}

// Defaults of [Options].
const (
	DefaultAddress              = "127.0.0.1:0"
	DefaultMaxReceiveBytes      = 4 << 20
	DefaultMaxConcurrentStreams = 1000
	DefaultKeepaliveMinTime     = 10 * time.Second
	DefaultKeepaliveTime        = 2 * time.Minute
	DefaultDrainPeriod          = 15 * time.Second
	DefaultSlowCall             = time.Second
	DefaultCertificateCheck     = 2 * time.Second
)

// keepaliveTimeout is how long a pinged client may take to answer.
const keepaliveTimeout = 20 * time.Second

// cutOff is how long streams that were told to end may take for it.
const cutOff = time.Second

// watchersHear is how long those who watch the health have to hear that the server
// is going.
const watchersHear = 200 * time.Millisecond

// withDefaults fills in what isn't given.
func (o Options) withDefaults() Options {
	o.Address = orDefault(o.Address, DefaultAddress)
	o.MaxReceiveBytes = orDefault(o.MaxReceiveBytes, DefaultMaxReceiveBytes)
	o.MaxConcurrentStreams = orDefault(o.MaxConcurrentStreams, DefaultMaxConcurrentStreams)
	o.KeepaliveMinTime = orDefault(o.KeepaliveMinTime, DefaultKeepaliveMinTime)
	o.KeepaliveTime = orDefault(o.KeepaliveTime, DefaultKeepaliveTime)
	o.DrainPeriod = orDefault(o.DrainPeriod, DefaultDrainPeriod)
	o.SlowCall = orDefault(o.SlowCall, DefaultSlowCall)
	o.TLS.CheckEvery = orDefault(o.TLS.CheckEvery, DefaultCertificateCheck)
	if o.Register == nil {
		o.Register = func(grpc.ServiceRegistrar) {}
	}
	if o.Load == nil {
		o.Load = func(context.Context) error { return nil }
	}
	if o.StopStreams == nil {
		o.StopStreams = func() {}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	return o
}

func orDefault[T comparable](value, normal T) T {
	var zero T
	if value == zero {
		return normal
	}
	return value
}
