package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/rf2"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
)

// statusError makes an error as the server sends it.
func statusError(t *testing.T, code codes.Code, message, reason, hint string) error {
	t.Helper()
	info := &errdetails.ErrorInfo{Reason: reason, Domain: "firn"}
	if hint != "" {
		info.Metadata = map[string]string{"hint": hint}
		message += " (" + hint + ")"
	}
	s, err := status.New(code, message).WithDetails(info)
	if err != nil {
		t.Fatal(err)
	}
	return s.Err()
}

func TestErrors(t *testing.T) {
	domain := func(kind terminology.Kind, reason terminology.Reason, hint string) error {
		return &terminology.Error{Kind: kind, Reason: reason, Message: "what", Hint: hint}
	}
	tests := []struct {
		name string
		err  error
		code int
		text string
	}{
		{"no", errNo, exitNo, ""},
		{"usage", usagef("do so", "bad %s", "flag"), exitUsage, "firn: bad flag\nhint: do so\n"},
		{"usage without a hint", usagef("", "bad"), exitUsage, "firn: bad\n"},
		{"interrupted", context.Canceled, exitFailed, "firn: interrupted\n"},
		{"interrupted call", status.Error(codes.Canceled, "context canceled"), exitFailed, "firn: interrupted\n"},
		{"out of time", status.Error(codes.DeadlineExceeded, "context deadline exceeded"), exitFailed, "firn: no answer in time\nhint: give it longer with --timeout\n"},

		{"concept not found", statusError(t, codes.NotFound, "what", "CONCEPT_NOT_FOUND", ""), exitNo, "firn: what\n"},
		{"the same in a limit", limitError(statusError(t, codes.NotFound, "what", "CONCEPT_NOT_FOUND", "")), exitUsage, "firn: what\n"},
		{"no release", statusError(t, codes.NotFound, "what", "NO_RELEASE", "import one"), exitUsage, "firn: what\nhint: import one\n"},
		{"release not found", statusError(t, codes.NotFound, "what", "RELEASE_NOT_FOUND", ""), exitUsage, "firn: what\n"},
		{"invalid argument", statusError(t, codes.InvalidArgument, "what", "FIELD_INVALID", "do so"), exitUsage, "firn: what\nhint: do so\n"},
		{"too much", statusError(t, codes.ResourceExhausted, "what", "BUDGET_EXCEEDED", ""), exitUsage, "firn: what\n"},
		{"swapped between two pages", statusError(t, codes.FailedPrecondition, "what", "PAGE_TOKEN_OTHER_RELEASE", ""), exitFailed, "firn: what\nhint: run the command again\n"},
		{"another precondition", statusError(t, codes.FailedPrecondition, "what", "X", ""), exitUsage, "firn: what\n"},
		{"older server", status.Error(codes.Unimplemented, "unknown method"), exitUsage, "firn: unknown method\nhint: the server may be of another version than this program\n"},
		{"internal", statusError(t, codes.Internal, "what", "INTERNAL", ""), exitFailed, "firn: what\n"},
		{"server gone", status.Error(codes.Unavailable, "refused"), exitFailed, "firn: refused\nhint: is the server running, and is --server its address? firn health --server HOST:PORT tells\n"},

		{"domain: invalid", domain(terminology.KindInvalidArgument, terminology.ReasonReleaseMalformed, "do so"), exitUsage, "firn: what\nhint: do so\n"},
		{"domain: wrapped", fmt.Errorf("--release: %w", domain(terminology.KindNotFound, terminology.ReasonConceptNotFound, "do so")), exitNo, "firn: --release: what\nhint: do so\n"},
		{"domain: no release", domain(terminology.KindNotFound, terminology.ReasonNoRelease, ""), exitUsage, "firn: what\n"},
		{"domain: busy", domain(terminology.KindFailedPrecondition, terminology.ReasonDataDirectoryBusy, ""), exitFailed, "firn: what\n"},
		{"domain: format", domain(terminology.KindFailedPrecondition, terminology.ReasonFormatUnknown, ""), exitUsage, "firn: what\n"},
		{"domain: internal", domain(terminology.KindInternal, "", ""), exitFailed, "firn: what\n"},

		{"packages", &importer.Error{Message: "what", Hint: "do so"}, exitUsage, "firn: what\nhint: do so\n"},
		{"a file of a package", &rf2.FileError{Path: "a.zip", Detail: "cut off"}, exitUsage, "firn: a.zip: cut off\n"},
		{"permission", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, exitFailed, "firn: open x: permission denied\nhint: check who may read and write there\n"},
		{"anything else", errors.New("what"), exitFailed, "firn: what\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if code := exitCode(test.err); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			var b strings.Builder
			printError(&b, test.err)
			if b.String() != test.text {
				t.Errorf("got %q, want %q", b.String(), test.text)
			}
		})
	}
	if exitCode(nil) != exitYes {
		t.Error("no error is a failure")
	}
}

func TestCaretIsRed(t *testing.T) {
	for snippet, want := range map[string]string{
		"a b\n  ^": "a b\n\x1b[1;31m  ^\x1b[0m",
		"^":        "\x1b[1;31m^\x1b[0m",
	} {
		if got := redCaret(snippet); got != want {
			t.Errorf("%q: got %q, want %q", snippet, got, want)
		}
	}
}

func TestWord(t *testing.T) {
	for _, test := range []struct {
		value protoreflect.Enum
		want  string
	}{
		{firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMED_BY, "subsumed-by"},
		{firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_UNSPECIFIED, ""},
		{firnv1.SubsumptionOutcome(99), ""},
		{firnv1.DefinitionStatus_DEFINITION_STATUS_DEFINED, "defined"},
		{firnv1.DisplayCheck_DISPLAY_CHECK_NOT_A_DESCRIPTION, "not-a-description"},
		{firnv1.RefsetType_REFSET_TYPE_MRCM_ATTRIBUTE_RANGE, "mrcm-attribute-range"},
		{firnv1.Verdict_VERDICT_VALID, "valid"},
	} {
		if got := word(test.value); got != test.want {
			t.Errorf("word(%v) = %q, want %q", test.value, got, test.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", -1234567: "-1,234,567", 100: "100", -100: "-100"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 1500: "1,500 rows"} {
		if got := plural(n, "row", "rows"); got != want {
			t.Errorf("plural(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{1: "1 byte", 999: "999 bytes", 1500: "1.5 kB", 2_000_000: "2.0 MB", 3_780_000_000: "3.78 GB"} {
		if got := bytesText(n); got != want {
			t.Errorf("bytesText(%d) = %q, want %q", n, got, want)
		}
	}
	for d, want := range map[time.Duration]string{1500 * time.Millisecond: "1.5 s", 75 * time.Second: "1m15s"} {
		if got := seconds(d); got != want {
			t.Errorf("seconds(%v) = %q, want %q", d, got, want)
		}
	}
	for date, want := range map[string]string{"20250909": "2025-09-09", "": "unpublished"} {
		if got := day(date); got != want {
			t.Errorf("day(%q) = %q, want %q", date, got, want)
		}
	}
}

// TestValues checks that no digit of a concrete value is lost or added.
func TestValues(t *testing.T) {
	decimal := func(text string) *firnv1.ConcreteValue {
		return &firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Decimal{Decimal: text}}
	}
	for _, test := range []struct {
		value      *firnv1.ConcreteValue
		json, text string
	}{
		{decimal("5"), "5", "#5"},
		{decimal("5.0"), "5.0", "#5.0"},
		{decimal("-0.25"), "-0.25", "#-0.25"},
		{decimal("12345678901234567890.12345678901234567890"), "12345678901234567890.12345678901234567890", "#12345678901234567890.12345678901234567890"},
		{decimal("+5"), "5", "#+5"}, // JSON has no plus sign
		{&firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Boolean{Boolean: true}}, "true", "true"},
		{&firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Boolean{}}, "false", "false"},
		{&firnv1.ConcreteValue{Value: &firnv1.ConcreteValue_Text{Text: `a "b" <c>\`}}, `"a \"b\" <c>\\"`, `"a \"b\" <c>\\"`},
	} {
		if got := string(valueJSON(test.value)); got != test.json {
			t.Errorf("valueJSON(%v) = %s, want %s", test.value, got, test.json)
		}
		if got := valueText(test.value); got != test.text {
			t.Errorf("valueText(%v) = %s, want %s", test.value, got, test.text)
		}
	}
}

// TestComponentID checks that ids are strings, which keep their digits in
// JavaScript.
func TestComponentID(t *testing.T) {
	text, err := json.Marshal([]componentID{900000000000207008, 0})
	if err != nil || string(text) != `["900000000000207008",""]` {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestHighlight(t *testing.T) {
	ranges := func(pairs ...uint32) (matches []*firnv1.ByteRange) {
		for i := 0; i < len(pairs); i += 2 {
			matches = append(matches, &firnv1.ByteRange{Start: pairs[i], End: pairs[i+1]})
		}
		return matches
	}
	const on, off = "\x1b[1m", "\x1b[0m"
	for _, test := range []struct {
		matches []*firnv1.ByteRange
		want    string
	}{
		{nil, "heart attack"},
		{ranges(0, 3, 6, 12), on + "hea" + off + "rt " + on + "attack" + off},
		{ranges(6, 13), "heart attack"},                      // behind the end
		{ranges(3, 2), "heart attack"},                       // the wrong way round
		{ranges(0, 5, 3, 7), on + "heart" + off + " attack"}, // one over the other
	} {
		if got := highlight("heart attack", test.matches); got != test.want {
			t.Errorf("highlight with %v = %q, want %q", test.matches, got, test.want)
		}
	}
}

func TestOneCell(t *testing.T) {
	for text, want := range map[string]string{
		"404684003": "404684003", "a\tb\r\nc": `a\u0009b\u000d\u000ac`, "\x1b[31m": `\u001b[31m`, "é\u0085": `é\u0085`, "a\xffb": "a\uFFFDb",
	} {
		if got := oneCell(text); got != want {
			t.Errorf("oneCell(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSelfCommand(t *testing.T) {
	here := t.TempDir()
	t.Chdir(here)
	for program, want := range map[string]string{
		"firn":                             "firn",
		"./bin/firn":                       "./bin/firn",
		"/usr/local/bin/firn":              "/usr/local/bin/firn",
		filepath.Join(here, "bin", "firn"): "./bin/firn",
		"/tmp/go-build2791/b001/exe/firn":  "go run ./cmd/firn",
		"/cache/go-build/ab/ab-d/firn":     "go run ./cmd/firn",
	} {
		if got := (&process{program: program}).selfCommand(); got != want {
			t.Errorf("%s is to be run as %q, want %q", program, got, want)
		}
	}
}

// TestMeter feeds an import's reports to the meter, with a terminal and without.
func TestMeter(t *testing.T) {
	reports := []importer.Progress{
		{Phase: importer.PhaseOpen},
		{Phase: importer.PhaseOpen, Finished: true, Elapsed: 100 * time.Millisecond},
		{Phase: importer.PhaseRead, Total: 4_000_000, Unit: "bytes"},
		{Phase: importer.PhaseRead, Done: 1_000_000, Total: 4_000_000, Unit: "bytes", Rows: 10_000, Elapsed: time.Second, Rate: 1e6, Remaining: 3 * time.Second},
		{Phase: importer.PhaseRead, Done: 4_000_000, Total: 4_000_000, Unit: "bytes", Rows: 40_000, Elapsed: 4 * time.Second, Finished: true},
		{Phase: importer.PhaseWrite, Done: 9, Total: 5, Unit: "rows", Elapsed: time.Second, Rate: 9}, // more than was foreseen
		{Phase: importer.PhaseWrite, Done: 5, Total: 5, Unit: "rows", Elapsed: 90 * time.Second, Finished: true},
	}
	const done = "open      done in 0.1 s\nread      done in 4.0 s, 4.0 MB, 40,000 rows\nwrite     done in 1m30s, 5 rows\n"

	t.Run("plain", func(t *testing.T) {
		var b bytes.Buffer
		m := newMeter(&process{stderr: &b})
		for _, report := range reports {
			m.report(report)
		}
		if b.String() != done {
			t.Errorf("got\n%s\nwant\n%s", &b, done)
		}
	})
	t.Run("slow", func(t *testing.T) {
		var b bytes.Buffer
		m := newMeter(&process{stderr: &b})
		m.last = time.Now().Add(-time.Minute)
		m.report(reports[3])
		m.report(reports[3])
		want := "read      1.0 MB of 4.0 MB (25 %), 1.0 MB a second, 3.0 s left\n"
		if b.String() != want {
			t.Errorf("got %q, want %q", &b, want)
		}
	})
	t.Run("terminal", func(t *testing.T) {
		var b bytes.Buffer
		m := newMeter(&process{stderr: &b, errTerminal: true})
		for _, report := range reports {
			m.report(report)
			time.Sleep(2 * time.Millisecond)
		}
		for line := range strings.SplitSeq(strings.TrimSpace(done), "\n") {
			if !strings.Contains(b.String(), line) {
				t.Errorf("no line %q in %q", line, &b)
			}
		}
		if !strings.Contains(b.String(), "%") {
			t.Errorf("no bar in %q", &b)
		}
	})
}

func TestVersion(t *testing.T) {
	saved := []string{version, commit, date}
	t.Cleanup(func() { version, commit, date = saved[0], saved[1], saved[2] })
	version, commit, date = "v1.2.3", "abc", "2026-01-31T00:00:00Z"
	b := buildVersion()
	if b.Version != "v1.2.3" || b.Commit != "abc" || b.Date != "2026-01-31T00:00:00Z" {
		t.Errorf("what the linker filled isn't told: %+v", b)
	}
	version, commit, date = "", "", ""
	if b := buildVersion(); b.Version == "" || b.Commit == "" || b.Date == "" {
		t.Errorf("without the linker something is empty: %+v", b)
	}
}

func TestFancy(t *testing.T) {
	if fancy(&bytes.Buffer{}) || isTerminal(nil) {
		t.Error("what is no file is a terminal")
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if fancy(file) {
		t.Error("a file is a terminal")
	}
}

func TestCounter(t *testing.T) {
	var b strings.Builder
	c := counter{out: &b}
	c.tell(1000)
	c.tell(2000) // too soon to be shown
	c.last = time.Now().Add(-time.Second)
	c.began = time.Now().Add(-10 * time.Second)
	c.tell(30_000)
	c.clear()
	got := b.String()
	if !strings.HasPrefix(got, "\r\x1b[K1,000 rows\r\x1b[K30,000 rows, ") || !strings.HasSuffix(got, " a second\r\x1b[K") {
		t.Errorf("got %q", got)
	}
	var none counter
	none.tell(1)
	none.clear()
}
