package ops_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/firn-sct/firn/server/ops"
)

// serialOf connects anew and returns the serial number of the server's
// certificate.
func serialOf(t *testing.T, server *ops.Server, config *tls.Config) (int64, error) {
	t.Helper()
	conn := dial(t, server, config)
	defer conn.Close()
	var p peer.Peer
	if _, err := healthpb.NewHealthClient(conn).Check(soon(t), &healthpb.HealthCheckRequest{}, grpc.Peer(&p)); err != nil {
		return 0, err
	}
	return p.AuthInfo.(credentials.TLSInfo).State.PeerCertificates[0].SerialNumber.Int64(), nil
}

func trusting(authorities ...*authority) *tls.Config {
	pool := x509.NewCertPool()
	for _, a := range authorities {
		pool.AppendCertsFromPEM(a.pem)
	}
	return &tls.Config{RootCAs: pool}
}

func TestTLS(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t, "ours")
	certificate, key := ca.issue(t, 11)
	server := start(t, ops.Options{TLS: ops.TLSOptions{CertificateFile: write(t, dir, "cert.pem", certificate), KeyFile: write(t, dir, "key.pem", key)}})
	if serial, err := serialOf(t, server, trusting(ca)); err != nil || serial != 11 {
		t.Errorf("certificate %d, %v", serial, err)
	}
	if _, err := serialOf(t, server, trusting(newAuthority(t, "others"))); status.Code(err) != codes.Unavailable {
		t.Errorf("a client that doesn't trust the authority got %v", err)
	}
	if _, err := serialOf(t, server, &tls.Config{RootCAs: trusting(ca).RootCAs, MaxVersion: tls.VersionTLS11}); err == nil {
		t.Error("an outdated version of TLS was accepted")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if _, err := healthpb.NewHealthClient(dial(t, server, nil)).Check(ctx, &healthpb.HealthCheckRequest{}); err == nil {
		t.Error("a client without TLS was answered")
	}
}

func TestMutualTLS(t *testing.T) {
	dir, ca, clients := t.TempDir(), newAuthority(t, "ours"), newAuthority(t, "clients")
	certificate, key := ca.issue(t, 11)
	server := start(t, ops.Options{TLS: ops.TLSOptions{
		CertificateFile: write(t, dir, "cert.pem", certificate), KeyFile: write(t, dir, "key.pem", key), ClientCAFile: write(t, dir, "clients.pem", clients.pem),
	}})
	if _, err := serialOf(t, server, trusting(ca)); err == nil {
		t.Error("a client without a certificate was answered")
	}
	for name, test := range map[string]struct {
		authority *authority
		welcome   bool
	}{"known": {clients, true}, "stranger": {newAuthority(t, "clients"), false}} {
		certificate, key := test.authority.issue(t, 5)
		caFile := write(t, dir, name+"-ca.pem", ca.pem)
		config, err := ops.ClientTLS(caFile, write(t, dir, name+".pem", certificate), write(t, dir, name+"-key.pem", key))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := serialOf(t, server, config); (err == nil) != test.welcome {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCertificatesReload replaces the files, with good ones, bad ones, and good
// ones again.
func TestCertificatesReload(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t, "ours")
	certificate, key := ca.issue(t, 1)
	options := ops.TLSOptions{
		CertificateFile: write(t, dir, "cert.pem", certificate), KeyFile: write(t, dir, "key.pem", key), CheckEvery: time.Nanosecond,
	}
	log := &lines{}
	server := start(t, ops.Options{TLS: options, Logger: log.logger()})
	want := func(when string, want int64) {
		t.Helper()
		if serial, err := serialOf(t, server, trusting(ca)); err != nil || serial != want {
			t.Errorf("%s: certificate %d (%v), want %d", when, serial, err, want)
		}
	}
	want("at first", 1)
	open := dial(t, server, trusting(ca)) // a connection that lives through it all
	check := func() {
		t.Helper()
		if _, err := healthpb.NewHealthClient(open).Check(soon(t), &healthpb.HealthCheckRequest{}); err != nil {
			t.Errorf("the open connection: %v", err)
		}
	}
	check()

	certificate, key = ca.issue(t, 2)
	later(t, write(t, dir, "cert.pem", certificate), 1)
	want("half replaced", 1)
	if n := strings.Count(log.String(), "can't be reloaded"); n != 1 {
		t.Errorf("%d lines say so, want 1:\n%s", n, log)
	}
	want("still half replaced", 1)
	if n := strings.Count(log.String(), "can't be reloaded"); n != 1 {
		t.Errorf("the log repeats itself %d times for one state of the files", n)
	}
	later(t, write(t, dir, "key.pem", key), 2)
	want("replaced", 2)

	later(t, write(t, dir, "cert.pem", []byte("nonsense")), 3)
	want("broken", 2)
	if err := os.Remove(options.KeyFile); err != nil {
		t.Fatal(err)
	}
	want("gone", 2)
	certificate, key = ca.issue(t, 3)
	later(t, write(t, dir, "cert.pem", certificate), 4)
	later(t, write(t, dir, "key.pem", key), 4)
	want("mended", 3)
	check()
}

// TestClientAuthorityReloads takes an authority's clients out.
func TestClientAuthorityReloads(t *testing.T) {
	dir, ca, old, renewed := t.TempDir(), newAuthority(t, "ours"), newAuthority(t, "old"), newAuthority(t, "new")
	certificate, key := ca.issue(t, 1)
	server := start(t, ops.Options{TLS: ops.TLSOptions{
		CertificateFile: write(t, dir, "cert.pem", certificate), KeyFile: write(t, dir, "key.pem", key),
		ClientCAFile: write(t, dir, "clients.pem", old.pem), CheckEvery: time.Nanosecond,
	}})
	welcome := func(a *authority) bool {
		certificate, key := a.issue(t, 9)
		pair, err := tls.X509KeyPair(certificate, key)
		if err != nil {
			t.Fatal(err)
		}
		config := trusting(ca)
		config.Certificates = []tls.Certificate{pair}
		_, err = serialOf(t, server, config)
		return err == nil
	}
	if !welcome(old) || welcome(renewed) {
		t.Error("before: only the old authority's clients are welcome")
	}
	later(t, write(t, dir, "clients.pem", renewed.pem), 1)
	if welcome(old) || !welcome(renewed) {
		t.Error("after: only the new authority's clients are welcome")
	}
}

// later gives a file a time of its own: two writes may fall into one tick of the
// file system's clock.
func later(t *testing.T, path string, minutes int) {
	t.Helper()
	stamp := time.Now().Add(time.Duration(minutes) * time.Minute)
	if err := os.Chtimes(path, stamp, stamp); err != nil {
		t.Fatal(err)
	}
}

func TestTLSFilesAreChecked(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t, "ours")
	certificate, key := ca.issue(t, 1)
	_, otherKey := ca.issue(t, 2)
	cert, good, other := write(t, dir, "cert.pem", certificate), write(t, dir, "key.pem", key), write(t, dir, "other.pem", otherKey)
	empty, absent := write(t, dir, "empty.pem", nil), filepath.Join(dir, "absent.pem")
	for name, options := range map[string]ops.TLSOptions{
		"no key":          {CertificateFile: cert},
		"no certificate":  {KeyFile: good},
		"authority alone": {ClientCAFile: cert},
		"other key":       {CertificateFile: cert, KeyFile: other},
		"absent":          {CertificateFile: cert, KeyFile: absent},
		"empty authority": {CertificateFile: cert, KeyFile: good, ClientCAFile: empty},
	} {
		if _, err := ops.NewServer(ops.Options{TLS: options}); err == nil || !strings.HasPrefix(err.Error(), "TLS: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, files := range map[string][3]string{
		"no key": {"", cert, ""}, "no certificate": {"", "", good}, "absent authority": {absent, "", ""}, "empty authority": {empty, "", ""}, "other key": {"", cert, other},
	} {
		if _, err := ops.ClientTLS(files[0], files[1], files[2]); err == nil || !strings.HasPrefix(err.Error(), "TLS: ") {
			t.Errorf("client, %s: %v", name, err)
		}
	}
	if config, err := ops.ClientTLS("", "", ""); err != nil || config.RootCAs != nil {
		t.Errorf("a client with the system's authorities: %v, %v", config, err)
	}
}
