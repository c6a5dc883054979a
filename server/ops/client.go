package ops

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
)

// ClientTLS makes the configuration of a client from PEM files: the authorities
// to trust (empty means the system's), and the client's own certificate and key
// for mutual TLS (both empty means none).
func ClientTLS(caFile, certificateFile, keyFile string) (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if caFile != "" {
		pem, err := os.ReadFile(caFile)
		if err != nil {
			return nil, fmt.Errorf("TLS: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("TLS: %s holds no certificate in PEM form", caFile)
		}
	}
	if certificateFile == "" && keyFile == "" {
		return config, nil
	}
	if certificateFile == "" || keyFile == "" {
		return nil, errors.New("TLS: a client certificate needs its key, and a key its certificate")
	}
	certificate, err := tls.LoadX509KeyPair(certificateFile, keyFile)
	if err != nil {
		return nil, fmt.Errorf("TLS: certificate %s with key %s: %w", certificateFile, keyFile, err)
	}
	config.Certificates = []tls.Certificate{certificate}
	return config, nil
}
