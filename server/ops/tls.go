package ops

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// TLSOptions names the files for TLS, in PEM form. They are read again when they
// change.
type TLSOptions struct {
	// CertificateFile holds the server's certificate, followed by those between it
	// and its authority; KeyFile holds its private key. Both or neither are given.
	CertificateFile, KeyFile string
	// ClientCAFile holds the certificates of the authorities whose clients may
	// connect. Given, every client must show a certificate of theirs (mutual TLS).
	ClientCAFile string
	// CheckEvery is how long the files are trusted to be unchanged. 0 means
	// [DefaultCertificateCheck].
	CheckEvery time.Duration
}

// Enabled reports whether there is to be TLS.
func (o TLSOptions) Enabled() bool { return o != TLSOptions{CheckEvery: o.CheckEvery} }

// check reports what is missing.
func (o TLSOptions) check() error {
	switch {
	case o.CertificateFile == "" && o.KeyFile == "" && o.ClientCAFile != "":
		return errors.New("TLS: an authority for clients needs a certificate and key of the server")
	case o.CertificateFile == "":
		return errors.New("TLS: a key without its certificate")
	case o.KeyFile == "":
		return errors.New("TLS: a certificate without its key")
	}
	return nil
}

func (o TLSOptions) files() []string {
	files := []string{o.CertificateFile, o.KeyFile}
	if o.ClientCAFile != "" {
		files = append(files, o.ClientCAFile)
	}
	return files
}

// certificates hands out the TLS configuration of the files as they are. At a
// handshake, if the last look was a while ago, it looks at the files' times and
// sizes, and reads the files again if one differs. New files that don't fit
// together, as while they are being replaced one after the other, are logged and
// left alone until they change again: the old ones stay in use.
type certificates struct {
	options TLSOptions
	log     *slog.Logger
	now     func() time.Time

	mu     sync.Mutex
	looked time.Time
	seen   string // the files' state when they were last read
	config *tls.Config
}

// newCertificates reads the files. Here, unlike later, broken ones are an error.
func newCertificates(options TLSOptions, log *slog.Logger) (*certificates, error) {
	if err := options.check(); err != nil {
		return nil, err
	}
	c := &certificates{options: options, log: log, now: time.Now}
	state, err := c.state()
	if err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	if c.config, err = c.read(); err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	c.looked, c.seen = c.now(), state
	return c, nil
}

// serverConfig is the configuration to listen with.
func (c *certificates) serverConfig() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2"},
		GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
			return c.current(), nil
		},
	}
}

// current returns the newest configuration that works.
func (c *certificates) current() *tls.Config {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if now.Sub(c.looked) < c.options.CheckEvery {
		return c.config
	}
	c.looked = now
	state, err := c.state()
	if err != nil {
		state = err.Error()
	}
	if state == c.seen {
		return c.config
	}
	c.seen = state
	if err == nil {
		var config *tls.Config
		if config, err = c.read(); err == nil {
			c.config = config
			c.log.Info("TLS certificates reloaded", "certificate", c.options.CertificateFile)
			return c.config
		}
	}
	c.log.Error("TLS certificates can't be reloaded: the old ones stay in use until the files change again", "error", err)
	return c.config
}

// state tells one state of the files from another.
func (c *certificates) state() (string, error) {
	var b bytes.Buffer
	for _, file := range c.options.files() {
		info, err := os.Stat(file)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "%d %d\n", info.ModTime().UnixNano(), info.Size())
	}
	return b.String(), nil
}

// read reads the files.
func (c *certificates) read() (*tls.Config, error) {
	certificate, err := tls.LoadX509KeyPair(c.options.CertificateFile, c.options.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("certificate %s with key %s: %w", c.options.CertificateFile, c.options.KeyFile, err)
	}
	config := &tls.Config{
		MinVersion:   tls.VersionTLS12,
		NextProtos:   []string{"h2"},
		Certificates: []tls.Certificate{certificate},
	}
	if c.options.ClientCAFile == "" {
		return config, nil
	}
	pem, err := os.ReadFile(c.options.ClientCAFile)
	if err != nil {
		return nil, err
	}
	config.ClientCAs = x509.NewCertPool()
	if !config.ClientCAs.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("%s holds no certificate in PEM form", c.options.ClientCAFile)
	}
	config.ClientAuth = tls.RequireAndVerifyClientCert
	return config, nil
}
