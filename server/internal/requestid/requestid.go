// Package requestid gives each call a short name, so that what a user reports
// can be found in the log.
package requestid

import (
	"context"
	"math/rand/v2"
)

// MaxLength bounds an id that a caller brings along, in bytes.
const MaxLength = 64

type key struct{}

// New makes an id: sixteen hexadecimal digits. It is no secret.
func New() string {
	const digits = "0123456789abcdef"
	var b [16]byte
	n := rand.Uint64()
	for i := range b {
		b[i] = digits[n&15]
		n >>= 4
	}
	return string(b[:])
}

// Clean returns the id that a caller brings along, or "" if it is longer than
// [MaxLength] or has other characters than letters, digits and "-._", which
// might deceive whoever reads the log.
func Clean(s string) string {
	if len(s) > MaxLength {
		return ""
	}
	for _, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (c < '0' || c > '9') && c != '-' && c != '.' && c != '_' {
			return ""
		}
	}
	return s
}

// NewContext returns a context that carries an id.
func NewContext(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, key{}, id)
}

// FromContext returns the id that the context carries, or a new one.
func FromContext(ctx context.Context) string {
	if id, ok := ctx.Value(key{}).(string); ok && id != "" {
		return id
	}
	return New()
}
