package requestid_test

import (
	"context"
	"strings"
	"testing"

	"github.com/firn-sct/firn/server/internal/requestid"
)

func TestClean(t *testing.T) {
	for _, good := range []string{"a", "0af7651916cd43dd8448eb211c80319c", "REQ-1.2_3", strings.Repeat("x", requestid.MaxLength)} {
		if got := requestid.Clean(good); got != good {
			t.Errorf("Clean(%q) = %q", good, got)
		}
	}
	for _, bad := range []string{"", "a b", "a\nlevel=INFO", "ä", `"`, strings.Repeat("x", requestid.MaxLength+1)} {
		if got := requestid.Clean(bad); got != "" {
			t.Errorf("Clean(%q) = %q, want none", bad, got)
		}
	}
}

func TestContext(t *testing.T) {
	if got := requestid.FromContext(requestid.NewContext(context.Background(), "x")); got != "x" {
		t.Errorf("got %q", got)
	}
	a, b := requestid.FromContext(context.Background()), requestid.FromContext(context.Background())
	if len(a) != 16 || a == b || requestid.Clean(a) != a {
		t.Errorf("new ids %q and %q", a, b)
	}
}
