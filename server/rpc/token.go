package rpc

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/firn-sct/firn/terminology"
)

// A page token is base64url, without padding, of
//
//	version   1 byte, tokenVersion
//	query     8 bytes, what was asked, see queryHash
//	built     8 bytes big-endian, when the release was imported, see builtAt
//	length    1 byte, of the release URI
//	release   the release URI
//	position  the rest but the checksum: where to go on, in the rpc's own form
//	checksum  8 bytes, the first of the SHA-256 of all before it
//
// The checksum finds tokens that were cut or altered on their way; it isn't a
// secret. A token that someone makes up can at most begin a page elsewhere.
const (
	tokenVersion  = 1
	tokenHead     = 1 + 8 + 8 + 1
	tokenChecksum = 8
)

// pageToken is the content of a page token.
type pageToken struct {
	query    [8]byte
	built    int64
	release  string
	position []byte
}

func (t pageToken) String() string {
	b := make([]byte, 0, tokenHead+len(t.release)+len(t.position)+tokenChecksum)
	b = append(b, tokenVersion)
	b = append(b, t.query[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(t.built))
	b = append(b, byte(len(t.release)))
	b = append(b, t.release...)
	b = append(b, t.position...)
	sum := sha256.Sum256(b)
	return base64.RawURLEncoding.EncodeToString(append(b, sum[:tokenChecksum]...))
}

// parseToken reads a page token; ok is false for anything that isn't one of this
// version.
func parseToken(text string) (t pageToken, ok bool) {
	// The decoder passes over line ends; a token has none.
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || strings.ContainsAny(text, "\r\n") || len(b) < tokenHead+tokenChecksum || b[0] != tokenVersion {
		return t, false
	}
	body, checksum := b[:len(b)-tokenChecksum], b[len(b)-tokenChecksum:]
	if sum := sha256.Sum256(body); !bytes.Equal(sum[:tokenChecksum], checksum) {
		return t, false
	}
	end := tokenHead + int(body[tokenHead-1])
	if end > len(body) {
		return t, false
	}
	t.query = [8]byte(body[1:9])
	t.built = int64(binary.BigEndian.Uint64(body[9:17]))
	t.release = string(body[tokenHead:end])
	t.position = body[end:]
	return t, true
}

// queryHash stands for what a paged request asks: its type, which is the rpc's
// own, and all of its fields but those that may change between two pages. The
// release is one of them: the token names it by itself.
func queryHash(request proto.Message) [8]byte {
	query := proto.Clone(request).ProtoReflect()
	fields := query.Descriptor().Fields()
	for _, name := range []protoreflect.Name{"page_size", "page_token", "release"} {
		if field := fields.ByName(name); field != nil {
			query.Clear(field)
		}
	}
	hash := sha256.New()
	hash.Write([]byte(query.Descriptor().FullName()))
	hash.Write([]byte{0})
	content, err := proto.MarshalOptions{Deterministic: true}.Marshal(query.Interface())
	if err != nil {
		// Only a text that isn't UTF-8 can't be marshalled, and gRPC refuses such a
		// request before it gets here. An own hash makes any token of it a stranger.
		content = []byte(err.Error())
	}
	hash.Write(content)
	return [8]byte(hash.Sum(nil)[:8])
}

// builtAt tells one import of a release from another of the same URI.
func builtAt(info *terminology.ReleaseInfo) int64 {
	if info.Import == nil || info.Import.Time.IsZero() {
		return 0
	}
	return info.Import.Time.UnixNano()
}

// position is a place in a list: numbers of fixed width, and bytes as they are.
type position struct{ b []byte }

func (p position) number(n uint64) position {
	return position{binary.BigEndian.AppendUint64(p.b, n)}
}

func (p position) uuid(u terminology.UUID) position {
	return position{append(slices.Clip(p.b), u[:]...)}
}

// takeNumber reads a number off the front.
func (p *position) takeNumber() (n uint64) {
	n = binary.BigEndian.Uint64(p.b)
	p.b = p.b[8:]
	return n
}

// takeUUID reads a UUID off the front.
func (p *position) takeUUID() (u terminology.UUID) {
	copy(u[:], p.b)
	p.b = p.b[len(u):]
	return u
}
