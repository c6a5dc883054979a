package e2e

import (
	"bufio"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// A synthetic release of some thousand concepts goes through the importer like
// any other: the model agrees on its counts, its hierarchy and its concepts.
func TestSynthetic(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, one after the other")
	}
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "synthetic")
	must(t, "synth", "--seed", "7", "--concepts", "3000", folder)
	f := serve(t, "synthetic", "", folder)
	ctx, r := within(t), random(t)
	release, err := f.releases.GetRelease(ctx, &firnv1.GetReleaseRequest{})
	if err != nil {
		t.Fatal(err)
	}
	differ(t, "counts", counts(f.model.Count()), release.GetSummary().GetCounts())
	for _, dialect := range release.GetDialects() {
		if dialect.GetActiveMemberCount() != uint32(len(f.model.MembersIn(dialect.GetRefsetId(), false))) {
			t.Errorf("dialect %v", dialect)
		}
	}
	ids := f.model.ConceptIDs()
	if len(ids) < 2500 || len(ids) > 3500 {
		t.Errorf("%d concepts, want some 3000", len(ids))
	}
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	failed := 0
	for _, id := range ids[:300] {
		for _, relation := range f.relations() {
			got, err := relation.list(ctx, &listRequest{concept: id, size: 10_000, idsOnly: true})
			if err != nil || !slices.Equal(got.GetConceptIds(), relation.naive(id)) {
				t.Errorf("%s of %d: got %v, %v, want %d", relation.name, id, got, err, relation.naive(id))
				tooMany(t, &failed)
			}
		}
	}
	e := expecting{Release: f.model, dialects: f.defaults, inactive: true, additional: true}
	for batch := range slices.Chunk(ids[:600], 100) {
		got, err := f.concepts.BatchGetConcepts(ctx, &firnv1.BatchGetConceptsRequest{
			ConceptIds: batch, View: firnv1.ConceptView_CONCEPT_VIEW_FULL, IncludeInactive: true, IncludeAdditional: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, result := range got.GetResults() {
			want, concept := e.concept(batch[i]), result.GetConcept()
			for _, d := range append(slices.Clone(want.GetDescriptions()), concept.GetDescriptions()...) {
				for _, a := range d.GetAcceptabilities() {
					a.Dialect = "" // the tags of its reference sets stand in no text file
				}
			}
			if !proto.Equal(want, concept) && differ(t, batch[i], want, concept) {
				tooMany(t, &failed)
			}
		}
	}
	if code := f.server.stop(t); code != 0 {
		t.Errorf("exit code %d:\n%s", code, f.server.stderr)
	}
	checkData(t, f.data)
}

// The demo prints where it serves and three commands, which work as they are
// printed, and leaves nothing behind.
func TestDemo(t *testing.T) {
	t.Parallel()
	temporary := t.TempDir()
	said := &tail{}
	demo := exec.Command(binary, "demo")
	demo.Dir, demo.Stderr = scratch, said
	endWithTests(demo)
	demo.Env = append(demo.Environ(), "TMPDIR="+temporary)
	stdout, err := demo.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = demo.Process.Kill() })
	kill := time.AfterFunc(time.Minute, func() { _ = demo.Process.Kill() })
	defer kill.Stop()
	var commands []string
	address := ""
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		line := lines.Text()
		if after, ok := strings.CutPrefix(line, "grpc: "); ok {
			address = after
		}
		if command, ok := strings.CutPrefix(line, "    "); ok {
			commands = append(commands, command)
		}
		if strings.HasPrefix(line, "Ctrl-C") {
			break
		}
	}
	if address == "" || len(commands) != 3 {
		t.Fatalf("it serves at %q and says %q\n%s", address, commands, said)
	}
	for _, command := range commands {
		words := strings.Fields(command)
		if !strings.HasSuffix(words[0], "firn") || !slices.Contains(words, address) {
			t.Errorf("it says %q", command)
		}
		if got := firn(t, words[1:]...); got.code != 0 || strings.Count(got.stdout, "\n") < 3 {
			t.Errorf("%q: %+v", command, got)
		}
	}
	if err := demo.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if err := demo.Wait(); err != nil {
		t.Errorf("it ended with %v\n%s", err, said)
	}
	if left, err := filepath.Glob(filepath.Join(temporary, "*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
