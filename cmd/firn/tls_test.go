package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// authority signs certificates for a test.
type authority struct {
	t           *testing.T
	dir         string
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	serial      int64
}

func newAuthority(t *testing.T) *authority {
	a := &authority{t: t, dir: t.TempDir()}
	a.certificate, a.key = a.issue("ca", &x509.Certificate{IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign})
	return a
}

// issue writes NAME.pem and NAME.key.
func (a *authority) issue(name string, template *x509.Certificate) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	a.serial++
	template.SerialNumber, template.Subject = big.NewInt(a.serial), pkix.Name{CommonName: name}
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	parent, signer := a.certificate, a.key
	if parent == nil {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	for file, block := range map[string]*pem.Block{name + ".pem": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(a.path(file), pem.EncodeToMemory(block), 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return certificate, key
}

func (a *authority) path(file string) string { return filepath.Join(a.dir, file) }

// TestTLS serves with mutual TLS: who shows the right certificate is answered,
// nobody else.
func TestTLS(t *testing.T) {
	needSignals(t)
	a := newAuthority(t)
	a.issue("server", &x509.Certificate{IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"firn.test"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	a.issue("client", &x509.Certificate{ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	server := startServer(t, firn("serve", "--data", miniData(t), "--grpc", "127.0.0.1:0",
		"--tls-cert", a.path("server.pem"), "--tls-key", a.path("server.key"), "--tls-client-ca", a.path("ca.pem")))

	ask := []string{"subsumes", "404684003", "1249999999102", "--timeout", "20s", "--server", server.address}
	trusting := append(slices.Clone(ask), "--tls-ca", a.path("ca.pem"))
	known := append(slices.Clone(trusting), "--tls-cert", a.path("client.pem"), "--tls-key", a.path("client.key"))
	if r := runFirn(t, "", known...); r != (result{0, "subsumes\n", ""}) {
		t.Errorf("with a certificate: %+v", r)
	}
	if r := runFirn(t, "", append(slices.Clone(known), "--tls-server-name", "firn.test")...); r.code != 0 {
		t.Errorf("under another of its names: %+v", r)
	}
	for name, args := range map[string][]string{
		"without TLS":                   ask,
		"without trust":                 append(slices.Clone(ask), "--tls"),
		"without a certificate":         trusting,
		"for a name that it hasn't got": append(slices.Clone(known), "--tls-server-name", "other.test"),
	} {
		if r := runFirn(t, "", args...); r.code != exitFailed || r.stdout != "" || !strings.HasPrefix(r.stderr, "firn: ") {
			t.Errorf("%s: %+v", name, r)
		}
	}
	if code := server.stop(t, syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d\n%s", code, server.stderr)
	}
}
