package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/firn-sct/firn/internal/testenv"
)

// grpcurl returns the path of grpcurl, which is pinned in a module file of its
// own. Where it can't be built, for want of the module proxy, the test is skipped.
func grpcurl(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("building grpcurl takes a minute the first time")
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "go", "tool", "-modfile=.ci/tools/grpcurl.mod", "-n", "grpcurl")
	command.Dir = testenv.Root()
	out, err := command.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			out = exit.Stderr
		}
		t.Skipf("grpcurl can't be built here: %v\n%s", err, out)
	}
	return strings.TrimSpace(string(out))
}

// A client that knows nothing of Firn finds its way by reflection.
func TestGrpcurl(t *testing.T) {
	t.Parallel()
	tool := grpcurl(t)
	f := mini(t)
	ask := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(within(t), tool, append([]string{"-plaintext"}, args...)...).CombinedOutput()
		if err != nil {
			t.Fatalf("grpcurl %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	services := strings.Fields(ask(f.server.address, "list"))
	for _, service := range []string{
		"firn.v1.ConceptService", "firn.v1.SubsumptionService", "firn.v1.SearchService", "firn.v1.RefsetService",
		"firn.v1.ValidationService", "firn.v1.HistoryService", "firn.v1.MapService", "firn.v1.ReleaseService", "grpc.health.v1.Health",
	} {
		if !slices.Contains(services, service) {
			t.Errorf("list: no %s in %q", service, services)
		}
	}
	for _, symbol := range append(services, "firn.v1.GetConceptRequest", "firn.v1.Concept", "firn.v1.SearchHit") {
		if !strings.Contains(ask(f.server.address, "describe", symbol), symbol) {
			t.Errorf("describe %s doesn't", symbol)
		}
	}
	var answer struct {
		Release string
		Concept struct{ ConceptID, PreferredTerm string }
	}
	out := ask("-d", `{"conceptId": "1249999999102", "dialects": "sv"}`, f.server.address, "firn.v1.ConceptService/GetConcept")
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// An SCTID is a string in JSON: a number would lose its last digits.
	if answer.Release != f.uri || answer.Concept.ConceptID != "1249999999102" || answer.Concept.PreferredTerm != "hjärtinfarkt" {
		t.Errorf("got %+v of\n%s", answer, out)
	}
	failed, err := exec.CommandContext(within(t), tool, "-plaintext", "-d", `{"conceptId": "7000009"}`, f.server.address, "firn.v1.ConceptService/GetConcept").CombinedOutput()
	if err == nil || !strings.Contains(string(failed), "NotFound") || !strings.Contains(string(failed), "CONCEPT_NOT_FOUND") {
		t.Errorf("an unknown concept: %v\n%s", err, failed)
	}
}
