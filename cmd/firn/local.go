package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/test/bufconn"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/server/rpc"
)

// openData opens a data directory and serves it within this process, with the
// services that a server of these options has.
func openData(p *process, dataDir string, timeout time.Duration, options rpc.Options) (*client, error) {
	releases, err := openCatalog(p, dataDir)
	if err != nil {
		return nil, err
	}
	return serveInProcess(p, releases, timeout, options)
}

// openCatalog opens a data directory that has a release.
func openCatalog(p *process, dir string) (*catalog.Catalog, error) {
	if err := dataDirectory(dir); err != nil {
		return nil, err
	}
	releases, err := catalog.Open(dir, catalog.Options{})
	if err != nil {
		return nil, err
	}
	if len(releases.Releases()) == 0 {
		defer releases.Close()
		if broken := releases.Broken(); len(broken) > 0 {
			return nil, broken[0].Err
		}
		return nil, noReleaseIn(p, dir)
	}
	return releases, nil
}

// warnBroken tells of the releases that can't be opened.
func (p *process) warnBroken(releases *catalog.Catalog) {
	for _, broken := range releases.Broken() {
		p.warn("a release is left out: %v", broken.Err)
	}
}

// serveInProcess serves a catalog to this process alone, and closes it in the
// end.
func serveInProcess(p *process, releases *catalog.Catalog, timeout time.Duration, options rpc.Options) (*client, error) {
	p.warnBroken(releases)
	server := grpc.NewServer()
	// Nobody else keeps a log here: what an internal error hides goes to the user.
	options.Logger = slog.New(slog.NewTextHandler(p.stderr, &slog.HandlerOptions{Level: slog.LevelError}))
	rpc.New(releases, options).Register(server)
	listener := bufconn.Listen(1 << 20)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // ends when stopped; calls tell of anything else
	}()
	stop := func() {
		server.Stop()
		<-served
		releases.Close()
	}

	dial := append(dialOptions(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }))
	conn, err := grpc.NewClient("passthrough:///firn", dial...)
	if err != nil {
		stop()
		return nil, err
	}
	return newClient(p.ctx, conn, timeout, stop), nil
}

// dataDirectory refuses what is there and can't be a data directory, a file as a
// rule: a slip of the command line. A directory that is absent is no error here,
// because some commands make it and the others have a better word for it.
func dataDirectory(dir string) error {
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, syscall.ENOTDIR):
		return usagef("--data takes a directory", "%s can't be a data directory: a part of its path is a file", dir)
	case err == nil && !info.IsDir():
		return usagef("--data takes a directory; a package of RF2 files is imported into one with firn import", "%s is a file, not a data directory", dir)
	}
	return nil
}

// noReleaseIn is the error of a data directory without a release to ask.
func noReleaseIn(p *process, dataDir string) error {
	return usagef("import one: "+p.selfCommand()+" import --data "+dataDir+" PATH... (or see one at once: "+p.selfCommand()+" demo)",
		"no release in the data directory %s", dataDir)
}
