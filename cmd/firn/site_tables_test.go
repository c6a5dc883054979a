package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestServeTables starts a server with a site's tables, and searches it by the
// site's own word and in the order of its use.
func TestServeTables(t *testing.T) {
	needSignals(t)
	dir := t.TempDir()
	words, usage := filepath.Join(dir, "words.txt"), filepath.Join(dir, "usage.tsv")
	// 1269999999101 |Fracture of left femur| is longer than the others.
	for name, text := range map[string]string{words: "pump == heart\n", usage: "1269999999101\t25\n22298006\t7\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	server := startServer(t, firn("serve", "--data", miniData(t), "--grpc", "127.0.0.1:0", "--equivalents", words, "--usage", usage))
	found := runFirn(t, "", "search", "pump", "attack", "--server", server.address, "--dialect", "en")
	if found.code != exitYes || !strings.Contains(found.stdout, "1249999999102  Heart attack  disorder  Myocardial infarction  ≈ equivalent: heart attack\n") {
		t.Errorf("by the site's word: %+v", found)
	}
	first := func(args ...string) string {
		r := runFirn(t, "", append([]string{"search", "fracture", "of", "--tag", "disorder", "--dialect", "en", "--server", server.address}, args...)...)
		id, _, _ := strings.Cut(r.stdout, " ")
		return id
	}
	if plain, used := first(), first("--by-usage"); plain == "1269999999101" || used != "1269999999101" {
		t.Errorf("first is %s, and by use %s", plain, used)
	}
	if code := server.stop(t, syscall.SIGTERM); code != exitYes {
		t.Errorf("exit code %d", code)
	}
	if !strings.Contains(server.stderr.String(), "concepts=2 unknown=1") {
		t.Errorf("the log doesn't tell of the concept that the release lacks:\n%s", server.stderr)
	}
}
