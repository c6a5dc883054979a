package e2e

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// authority signs certificates for a test, in a folder of its own.
type authority struct {
	folder      string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
}

func newAuthority(t *testing.T, name string) *authority {
	t.Helper()
	a := &authority{folder: t.TempDir()}
	a.key = newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	a.serial = 1
	writePEM(t, a.file("ca.pem"), "CERTIFICATE", der)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) file(name string) string { return filepath.Join(a.folder, name) }

// sign writes a certificate and its key, for this machine as a server and for
// any client. The serial number tells one certificate from the next.
func (a *authority) sign(t *testing.T, name string) (certificate, key string, serial int64) {
	t.Helper()
	a.serial++
	private := newKey(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(a.serial), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &private.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = a.file(name+".pem"), a.file(name+".key")
	writePEM(t, key, "PRIVATE KEY", keyDER)
	writePEM(t, certificate, "CERTIFICATE", der)
	return certificate, key, a.serial
}

// writePEM writes a file aside and renames it into place, as careful tools do.
func writePEM(t *testing.T, path, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(path+".new", pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		t.Fatal(err)
	}
}

// pool trusts the authority.
func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}

func dialTLS(t *testing.T, address string, config *tls.Config) clients {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(credentials.NewTLS(config)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return newClients(conn)
}

func TestTLS(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, "Firn test")
	certificate, key, _ := a.sign(t, "server")
	s := start(t, "--data", mini(t).data, "--grpc", "0.0.0.0:0", "--tls-cert", certificate, "--tls-key", key)
	_, port, err := net.SplitHostPort(s.address)
	if err != nil {
		t.Fatal(err)
	}
	address := "127.0.0.1:" + port
	request := &firnv1.GetConceptRequest{ConceptId: naive.Root}

	if _, err := dialTLS(t, address, &tls.Config{RootCAs: a.pool()}).concepts.GetConcept(within(t), request); err != nil {
		t.Errorf("a client that trusts the authority: %v", err)
	}
	stranger := newAuthority(t, "Stranger")
	if _, err := dialTLS(t, address, &tls.Config{RootCAs: stranger.pool()}).concepts.GetConcept(within(t), request); err == nil {
		t.Error("a client that doesn't trust the authority got an answer")
	}
	plain := dial(t, address)
	defer plain.conn.Close()
	if _, err := plain.concepts.GetConcept(within(t), request); err == nil {
		t.Error("a client without TLS got an answer")
	}
	old := &tls.Config{RootCAs: a.pool(), MaxVersion: tls.VersionTLS11} // that is what is to be refused
	if _, err := dialTLS(t, address, old).concepts.GetConcept(within(t), request); err == nil {
		t.Error("a client with TLS 1.1 got an answer")
	}
	// The command line.
	if got := firn(t, "health", "--server", address, "--tls-ca", a.file("ca.pem")); got.code != 0 || got.stdout != "serving\n" {
		t.Errorf("firn health: %+v", got)
	}
	if got := firn(t, "health", "--server", address, "--timeout", "3s"); got.code != 3 {
		t.Errorf("firn health without TLS: %+v", got)
	}
	if got := must(t, "subsumes", "138875005", "404684003", "--server", "localhost:"+port, "--tls-ca", a.file("ca.pem")); got.stdout != "subsumes\n" {
		t.Errorf("firn subsumes: %+v", got)
	}
	if strings.Contains(s.stderr.String(), "without TLS") {
		t.Errorf("it warns of no TLS:\n%s", s.stderr)
	}
	if code := s.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
}

func TestMutualTLS(t *testing.T) {
	t.Parallel()
	servers, clientsOf, stranger := newAuthority(t, "Servers"), newAuthority(t, "Clients"), newAuthority(t, "Stranger")
	certificate, key, _ := servers.sign(t, "server")
	s := start(t, "--data", mini(t).data, "--tls-cert", certificate, "--tls-key", key, "--tls-client-ca", clientsOf.file("ca.pem"))
	pair := func(a *authority) []tls.Certificate {
		certificate, key, _ := a.sign(t, "client")
		pair, err := tls.LoadX509KeyPair(certificate, key)
		if err != nil {
			t.Fatal(err)
		}
		return []tls.Certificate{pair}
	}
	for name, test := range map[string]struct {
		certificates []tls.Certificate
		wanted       bool
	}{
		"a client of the authority": {pair(clientsOf), true},
		"a stranger":                {pair(stranger), false},
		"the server's authority":    {pair(servers), false},
		"no certificate":            {nil, false},
	} {
		c := dialTLS(t, s.address, &tls.Config{RootCAs: servers.pool(), Certificates: test.certificates})
		_, err := c.concepts.GetConcept(within(t), &firnv1.GetConceptRequest{ConceptId: naive.Root})
		if (err == nil) != test.wanted {
			t.Errorf("%s: %v", name, err)
		}
	}
	flags := []string{"health", "--server", s.address, "--tls-ca", servers.file("ca.pem")}
	if got := firn(t, append(flags, "--tls-cert", clientsOf.file("client.pem"), "--tls-key", clientsOf.file("client.key"))...); got.code != 0 {
		t.Errorf("firn health with a certificate: %+v", got)
	}
	if got := firn(t, append(flags, "--timeout", "3s")...); got.code != 3 {
		t.Errorf("firn health without a certificate: %+v", got)
	}
	if code := s.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, s.stderr)
	}
}

// New certificate files are taken up, broken ones are not, and connections that
// are open go on.
func TestCertificateReload(t *testing.T) {
	t.Parallel()
	a := newAuthority(t, "Firn test")
	certificate, key, first := a.sign(t, "server")
	s := start(t, "--data", mini(t).data, "--tls-cert", certificate, "--tls-key", key)
	shown := func() (int64, error) {
		conn, err := tls.Dial("tcp", s.address, &tls.Config{RootCAs: a.pool(), NextProtos: []string{"h2"}})
		if err != nil {
			return 0, err
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
	}
	if got, err := shown(); err != nil || got != first {
		t.Fatalf("the server shows certificate %d (%v), want %d", got, err, first)
	}
	open := dialTLS(t, s.address, &tls.Config{RootCAs: a.pool()})
	request := &firnv1.GetConceptRequest{ConceptId: naive.Root}
	if _, err := open.concepts.GetConcept(within(t), request); err != nil {
		t.Fatal(err)
	}

	_, _, second := a.sign(t, "server")
	eventually(t, func() error {
		got, err := shown()
		if err == nil && got != second {
			err = fmt.Errorf("the server shows certificate %d, want %d", got, second)
		}
		return err
	})
	if err := os.WriteFile(certificate, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error { // each handshake gives the server a chance to look
		if got, err := shown(); err != nil || got != second {
			t.Fatalf("with a broken file the server shows certificate %d (%v), want %d still", got, err, second)
		}
		if !strings.Contains(s.stderr.String(), "level=ERROR") && !strings.Contains(s.stderr.String(), "level=WARN") {
			return fmt.Errorf("the server says nothing of the broken file:\n%s", s.stderr)
		}
		return nil
	})
	_, _, third := a.sign(t, "server")
	eventually(t, func() error {
		got, err := shown()
		if err == nil && got != third {
			err = fmt.Errorf("the server shows certificate %d, want %d", got, third)
		}
		return err
	})
	if _, err := open.concepts.GetConcept(within(t), request); err != nil {
		t.Errorf("the connection from before: %v", err)
	}
	s.stop(t)
}
