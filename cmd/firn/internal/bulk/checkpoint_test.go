package bulk

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/firn-sct/firn/cmd/firn/internal/records"
)

// manyRows makes rows with every kind of fault.
func manyRows(random *rand.Rand, n int) string {
	codes := []string{"1249999999102", "1249999999102", "1249999999102", "1399999999104", "1419999999104", "2629999999119", "22298006", "1249999999103", "", "I21.9", "1149999999108", "1459999999100"}
	displays := []string{"Heart attack", "Myocardial infarction", "Anaemia", "\"a, \"\"b\"\"\"", "\"two\nlines\"", "", "stray \" quote", "a,b"}
	var b strings.Builder
	b.WriteString("id,code,text\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%s,%s", i, codes[random.IntN(len(codes))], displays[random.IntN(len(displays))])
		b.WriteString([]string{"\n", "\n", "\n", "\r\n", "\n\n"}[random.IntN(5)])
	}
	return b.String()
}

func compressed(t *testing.T, ending, text string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch ending {
	case ".gz":
		w = gzip.NewWriter(&b)
	case ".zst":
		z, err := zstd.NewWriter(&b)
		if err != nil {
			t.Fatal(err)
		}
		w = z
	default:
		return text
	}
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// jobOn is a job with all outputs in a folder, cut into small blocks and sections.
func jobOn(t *testing.T, inputs []string, dir, ending string) Job {
	return Job{
		Inputs: inputs, Format: records.CSV, Columns: []Column{column(t, "", "code", "text", "")},
		Out: filepath.Join(dir, "out"+ending), Fix: filepath.Join(dir, "fix"+ending), FixLog: filepath.Join(dir, "log"+ending),
		MaxUnreadable: -1, Settings: "these", blockBytes: 500, sectionBlocks: 3, CheckpointEvery: time.Nanosecond,
	}
}

// A run that is stopped again and again, at random places, writes what one that isn't
// stopped writes, to the byte; so does one with other workers. What was written behind
// the last checkpoint is torn, as it may be when a machine stops.
func TestResume(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 6))
	stopped := errors.New("stopped")
	for _, ending := range []string{"", ".gz", ".zst"} {
		for _, rows := range []Rows{AllRows, ReportRows} {
			dir := t.TempDir()
			inputs := []string{
				write(t, dir+"/a.csv"+ending, compressed(t, ending, manyRows(random, 900))),
				write(t, dir+"/b.csv", manyRows(random, 300)),
			}
			whole := jobOn(t, inputs, t.TempDir(), ending)
			whole.Rows, whole.workers = rows, 1
			want, err := Run(t.Context(), whole)
			if err != nil {
				t.Fatal(err)
			}
			parts := jobOn(t, inputs, t.TempDir(), ending)
			parts.Rows, parts.Checkpoint = rows, filepath.Join(filepath.Dir(parts.Out), "checkpoint")
			var got *Summary
			stops := 0
			for got == nil {
				at := 3 + random.IntN(20)
				parts.stop = func(block int) error {
					if block >= at {
						return stopped
					}
					return nil
				}
				got, err = Run(t.Context(), parts)
				if err == nil {
					break
				}
				if !errors.Is(err, stopped) {
					t.Fatal(err)
				}
				stops++
				for _, path := range []string{parts.Out, parts.Fix, parts.FixLog} {
					if random.IntN(2) == 0 {
						tear(t, path+partEnding, random)
					}
				}
			}
			if stops < 3 {
				t.Fatalf("stopped %d times only", stops)
			}
			for _, pair := range [][2]string{{parts.Out, whole.Out}, {parts.Fix, whole.Fix}, {parts.FixLog, whole.FixLog}} {
				if read(t, pair[0]) != read(t, pair[1]) {
					t.Errorf("%s %s: %s differs after %d stops", ending, rows, filepath.Base(pair[0]), stops)
				}
			}
			one, err := want.JSON()
			if err != nil {
				t.Fatal(err)
			}
			if two, err := got.JSON(); err != nil || string(one) != string(two) {
				t.Errorf("the summary differs after %d stops:\n%s\n%s", stops, one, two)
			}
			if _, err := os.Stat(parts.Checkpoint); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the checkpoint is left over: %v", err)
			}
		}
	}
}

// tear appends what a stop may leave behind the last checkpoint.
func tear(t *testing.T, path string, random *rand.Rand) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Write(make([]byte, random.IntN(1000))); err != nil {
		t.Fatal(err)
	}
}

// What is written doesn't depend on where blocks end, on the number of workers, or on
// the compression.
func TestBlocksDontMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := manyRows(random, 500)
	var want string
	for i, size := range []int{1 << 20, 1, 7, 100, 999, 4096} {
		for _, workers := range []int{1, 3} {
			got, _ := do(t, Job{Format: records.CSV, blockBytes: size, workers: workers, Columns: []Column{column(t, "", "code", "text", "")}}, text)
			if i == 0 && workers == 1 {
				want = got
			}
			if got != want {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Fatalf("blocks of %d bytes, %d workers: the output differs at byte %d:\n%.200s\n\nwant\n\n%.200s", size, workers, at, got[max(0, at-100):], want[max(0, at-100):])
			}
		}
	}
	for _, ending := range []string{".gz", ".zst"} {
		if got, _ := do(t, Job{Format: records.CSV, Columns: []Column{column(t, "", "code", "text", "")}}, compressed(t, ending, text)); got != want {
			t.Errorf("%s: the output differs", ending)
		}
	}
	_, err := Run(t.Context(), Job{Inputs: []string{"-"}, Stdin: strings.NewReader(compressed(t, ".gz", text)[:2000]), Format: records.CSV, Columns: []Column{column(t, "", "code", "text", "")}, MaxUnreadable: -1})
	if err == nil {
		t.Error("an input that is cut off is no error")
	}
}

func TestCheckpointOfAnother(t *testing.T) {
	dir := t.TempDir()
	in := write(t, dir+"/a.csv", manyRows(rand.New(rand.NewPCG(1, 1)), 300))
	job := jobOn(t, []string{in}, dir, "")
	job.Checkpoint = dir + "/checkpoint"
	job.stop = func(block int) error {
		if block == 10 {
			return errors.New("stopped")
		}
		return nil
	}
	if _, err := Run(t.Context(), job); err == nil {
		t.Fatal("not stopped")
	}
	job.stop = nil
	expect := func(want string, job Job) {
		t.Helper()
		if _, err := Run(t.Context(), job); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	other := job
	other.Settings = "others"
	expect("other inputs, columns", other)
	write(t, in, read(t, in)+"1,1249999999102,x\n")
	expect("has changed since", job)
	write(t, job.Checkpoint, "{")
	expect("is no checkpoint", job)
}
