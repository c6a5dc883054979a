package ops

import (
	"context"
	"fmt"
	"log/slog"
	"net"
)

// Listen listens for TCP connections at HOST:PORT. Without TLS it warns when
// others than this machine can connect: requests may tell about patients, and
// anyone on the way could read them.
func Listen(ctx context.Context, address string, secure bool, log *slog.Logger) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening at %s: %w", address, err)
	}
	if !secure && !loopback(listener.Addr()) {
		log.Warn("listening beyond this machine without TLS: anyone on the network can read and send requests; "+
			"give a certificate and key, or listen at 127.0.0.1", "address", listener.Addr().String())
	}
	return listener, nil
}

// loopback reports whether only this machine reaches the address.
func loopback(address net.Addr) bool {
	tcp, ok := address.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
