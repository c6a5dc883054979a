package rpc_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/fixture"
	"github.com/firn-sct/firn/server/internal/grpcerror"
	"github.com/firn-sct/firn/server/rpc"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/diff"
	"github.com/firn-sct/firn/terminology/sctid"
)

const oldURI = "http://snomed.info/sct/900000000000207008/version/20250101"

// spring is the world after (or before) half a year in which something of every kind
// happened.
func spring(after bool) *fixture.World {
	w := &fixture.World{Info: terminology.ReleaseInfo{URI: oldURI, ModuleID: terminology.CoreModule, EffectiveTime: 20250101}}
	if after {
		w.Info.URI, w.Info.EffectiveTime = fixture.URI, 20250701
	}
	both := []sctid.ID{terminology.USEnglish, terminology.GBEnglish}
	item := uint64(3000)
	plain := func(id sctid.ID, term string, parents ...sctid.ID) *fixture.Concept {
		item += 10
		c := w.Concept(id, parents...)
		c.Name(item, terminology.FullySpecifiedName, term+" (disorder)", both...)
		c.Name(item+1, terminology.Synonym, term, both...)
		return c
	}
	root := terminology.Root
	plain(root, "Root")
	for _, id := range []sctid.ID{terminology.IsA, terminology.USEnglish, terminology.GBEnglish, terminology.SameAs, fixture.Duplicate} {
		plain(id, fmt.Sprintf("Metadata %d", id), root)
	}
	plain(fixture.Injury, "Injury", root)
	plain(fixture.ColdInjury, "Injury by cold", fixture.Injury)
	target := terminology.RefsetColumn{Name: "targetComponentId", Kind: terminology.FieldComponent}
	w.Refset(terminology.SameAs, terminology.AssociationRefsetType, target)
	w.Refset(terminology.ConceptInactivation, terminology.AttributeValueRefsetType, terminology.RefsetColumn{Name: "valueId", Kind: terminology.FieldComponent})
	if !after {
		plain(fixture.Frostbite, "Frost bite", fixture.ColdInjury)
		plain(fixture.Chilblain, "Chilblain", fixture.ColdInjury)
		plain(fixture.OldName, "Frozen toe", fixture.ColdInjury)
		plain(fixture.Forgotten, "Toe, frozen").Retire()
		plain(fixture.Lost, "Icy toe", fixture.ColdInjury)
		w.Member(terminology.SameAs, fixture.Forgotten, fixture.Component(fixture.Frostbite))
		return w
	}
	frostbite := plain(fixture.Frostbite, "Frostbite", fixture.ColdInjury).Define()
	frostbite.Descriptions[1].Acceptability = frostbite.Descriptions[1].Acceptability[:1] // US only
	plain(fixture.Chilblain, "Chilblain", fixture.Injury)
	plain(fixture.OldName, "Frozen toe").Retire()
	plain(fixture.Forgotten, "Toe, frozen", fixture.ColdInjury)
	plain(fixture.FrostbiteOf, "Frostbite with chilblain", fixture.Frostbite, fixture.Chilblain)
	w.Member(terminology.SameAs, fixture.OldName, fixture.Component(fixture.Frostbite))
	w.Member(terminology.ConceptInactivation, fixture.OldName, fixture.Component(fixture.Duplicate))
	return w
}

// halfYear serves both.
func halfYear(t *testing.T, options rpc.Options) *clients {
	c := serve(t, spring(false), options)
	put(t, c, spring(true))
	return c
}

// stream reads an answer of Diff whole.
func diffOf(t testing.TB, c *clients, request *firnv1.DiffRequest) (messages []*firnv1.DiffResponse, err error) {
	t.Helper()
	stream := must(c.Diff(soon(t), request))(t)
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return messages, nil
		}
		if err != nil {
			return messages, err
		}
		messages = append(messages, m)
	}
}

// told writes the changes of an answer as lines, and checks its frame.
func told(t testing.TB, c *clients, request *firnv1.DiffRequest) (lines []string, last *firnv1.DiffResponse) {
	t.Helper()
	messages := must(diffOf(t, c, request))(t)
	for i, m := range messages {
		if m.Release != fixture.URI || m.OldRelease != oldURI || m.Complete != (i == len(messages)-1) {
			t.Fatalf("message %d of %d: %v", i, len(messages), m)
		}
		for _, change := range m.Changes {
			var line strings.Builder
			fmt.Fprintf(&line, "%s: %s", change.Concept.PreferredTerm, strings.TrimPrefix(change.Kind.String(), "CHANGE_KIND_"))
			if change.Reason != 0 {
				line.WriteString(" " + strings.TrimPrefix(change.Reason.String(), "MEMBERSHIP_REASON_"))
			}
			if change.Anchor != nil {
				line.WriteString(" " + change.Anchor.PreferredTerm)
			}
			if change.History != nil {
				fmt.Fprintf(&line, " (%s)", change.History.Inactivation.Term)
				for _, r := range change.History.Replacements {
					fmt.Fprintf(&line, " %s %v", r.Target.PreferredTerm, r.SafeToSwap)
				}
			}
			if change.OldTerm+change.NewTerm != "" {
				fmt.Fprintf(&line, " %q %q", change.OldTerm, change.NewTerm)
			}
			for _, d := range change.Dialects {
				line.WriteString(" " + d.Tag)
			}
			for _, p := range change.LostParents {
				line.WriteString(" -" + p.PreferredTerm)
			}
			for _, p := range change.GainedParents {
				line.WriteString(" +" + p.PreferredTerm)
			}
			if change.OldDefinitionStatus != change.NewDefinitionStatus {
				fmt.Fprintf(&line, " %d>%d", change.OldDefinitionStatus, change.NewDefinitionStatus)
			}
			lines = append(lines, line.String())
		}
	}
	return lines, messages[len(messages)-1]
}

const everything = `Frostbite: FULLY_SPECIFIED_NAME "Frost bite (disorder)" "Frostbite (disorder)"
Frostbite: PREFERRED_TERM "Frost bite" "" en-GB
Frostbite: PREFERRED_TERM "Frost bite" "Frostbite" en-US
Frostbite: DEFINITION_STATUS 1>2
Chilblain: MOVED -Injury by cold +Injury
Frostbite with chilblain: ADDED
Frozen toe: RETIRED (Metadata 900000000000482003) Frostbite true
Toe, frozen: REACTIVATED
Icy toe: VANISHED`

func TestDiff(t *testing.T) {
	c := halfYear(t, rpc.Options{})
	lines, last := told(t, c, &firnv1.DiffRequest{OldRelease: oldURI})
	if got := strings.Join(lines, "\n"); got != everything {
		t.Errorf("got\n%s\nwant\n%s", got, everything)
	}
	last.Changes = nil
	count := func(kind firnv1.ChangeKind, n uint32) *firnv1.ChangeCount {
		return &firnv1.ChangeCount{Kind: kind, Count: n}
	}
	equal(t, last, &firnv1.DiffResponse{
		Release: fixture.URI, OldRelease: oldURI, Complete: true, ConceptCount: 6,
		Counts: []*firnv1.ChangeCount{
			count(firnv1.ChangeKind_CHANGE_KIND_VANISHED, 1), count(firnv1.ChangeKind_CHANGE_KIND_ADDED, 1), count(firnv1.ChangeKind_CHANGE_KIND_RETIRED, 1),
			count(firnv1.ChangeKind_CHANGE_KIND_REACTIVATED, 1), count(firnv1.ChangeKind_CHANGE_KIND_FULLY_SPECIFIED_NAME, 1),
			count(firnv1.ChangeKind_CHANGE_KIND_PREFERRED_TERM, 2), count(firnv1.ChangeKind_CHANGE_KIND_MOVED, 1), count(firnv1.ChangeKind_CHANGE_KIND_DEFINITION_STATUS, 1),
		},
	})
}

func TestDiffLimits(t *testing.T) {
	c := halfYear(t, rpc.Options{})
	for _, test := range []struct {
		name    string
		request *firnv1.DiffRequest
		want    string
	}{
		{"a kind", &firnv1.DiffRequest{Kinds: []firnv1.ChangeKind{firnv1.ChangeKind_CHANGE_KIND_MOVED}}, "Chilblain: MOVED -Injury by cold +Injury"},
		{"a dialect", &firnv1.DiffRequest{Dialects: "en-GB", Kinds: []firnv1.ChangeKind{firnv1.ChangeKind_CHANGE_KIND_PREFERRED_TERM}}, `Frostbite: PREFERRED_TERM "Frost bite" "" en-GB`},
		{"one of a kind", &firnv1.DiffRequest{Limit: 1, Kinds: []firnv1.ChangeKind{firnv1.ChangeKind_CHANGE_KIND_PREFERRED_TERM}}, `Frostbite: PREFERRED_TERM "Frost bite" "" en-GB`},
		{
			"a value set",
			&firnv1.DiffRequest{Ecl: "< " + fixture.ColdInjury.String(), Kinds: []firnv1.ChangeKind{firnv1.ChangeKind_CHANGE_KIND_NEW_MEMBER, firnv1.ChangeKind_CHANGE_KIND_LOST_MEMBER}},
			`Chilblain: LOST_MEMBER MOVED_OUT Injury by cold
Frostbite with chilblain: NEW_MEMBER ADDED
Frozen toe: LOST_MEMBER RETIRED (Metadata 900000000000482003) Frostbite true
Toe, frozen: NEW_MEMBER REACTIVATED
Icy toe: LOST_MEMBER VANISHED`,
		},
		{
			"codes",
			&firnv1.DiffRequest{ConceptIds: []uint64{uint64(fixture.Lost), uint64(fixture.Absent), uint64(fixture.Injury), uint64(fixture.Lost)}},
			"Icy toe: VANISHED\n: NOT_FOUND",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.request.OldRelease, test.request.Release = oldURI, fixture.URI
			lines, last := told(t, c, test.request)
			if got := strings.Join(lines, "\n"); got != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
			if test.request.Ecl != "" && (last.OldSetSize != 4 || last.SetSize != 3) {
				t.Errorf("the sets have %d and %d concepts", last.OldSetSize, last.SetSize)
			}
			if test.request.Limit == 1 && last.Counts[0].Count != 2 {
				t.Errorf("counted %v", last.Counts)
			}
		})
	}
	// The constraint names a concept that one of the releases lacks.
	_, last := told(t, c, &firnv1.DiffRequest{OldRelease: oldURI, Ecl: "<< " + fixture.Lost.String()})
	if len(last.OldWarnings) != 0 || len(last.Warnings) != 1 || last.Warnings[0].Reason != "ECL_CONCEPT_UNKNOWN" {
		t.Errorf("warnings %v and %v", last.OldWarnings, last.Warnings)
	}
}

func TestDiffErrors(t *testing.T) {
	c := halfYear(t, rpc.Options{})
	many := make([]uint64, 100_001)
	for _, test := range []struct {
		request *firnv1.DiffRequest
		code    codes.Code
		reason  terminology.Reason
		field   string
	}{
		{&firnv1.DiffRequest{}, codes.InvalidArgument, terminology.ReasonFieldRequired, "old_release"},
		{&firnv1.DiffRequest{OldRelease: "yesterday"}, codes.InvalidArgument, terminology.ReasonReleaseMalformed, "old_release"},
		{&firnv1.DiffRequest{OldRelease: oldURI + "1"}, codes.InvalidArgument, terminology.ReasonReleaseMalformed, "old_release"},
		{&firnv1.DiffRequest{OldRelease: "http://snomed.info/sct/31000003106"}, codes.NotFound, terminology.ReasonReleaseNotFound, "old_release"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Release: "http://snomed.info/sct/31000003106"}, codes.NotFound, terminology.ReasonReleaseNotFound, "release"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Dialects: "sv"}, codes.InvalidArgument, terminology.ReasonDialectUnknown, "dialects"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Ecl: "<<"}, codes.InvalidArgument, "ECL_SYNTAX", "ecl"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Ecl: "<< " + fixture.Lost.String(), Strict: true}, codes.InvalidArgument, "ECL_CONCEPT_UNKNOWN", "ecl"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Ecl: "*", ConceptIds: []uint64{1}}, codes.InvalidArgument, terminology.ReasonFieldInvalid, "concept_ids"},
		{&firnv1.DiffRequest{OldRelease: oldURI, ConceptIds: many}, codes.InvalidArgument, terminology.ReasonTooManyItems, "concept_ids"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Kinds: []firnv1.ChangeKind{0}}, codes.InvalidArgument, terminology.ReasonFieldInvalid, "kinds"},
		{&firnv1.DiffRequest{OldRelease: oldURI, Kinds: []firnv1.ChangeKind{99}}, codes.InvalidArgument, terminology.ReasonFieldInvalid, "kinds"},
	} {
		_, err := diffOf(t, c, test.request)
		expect(t, err, test.code, test.reason, test.field)
	}
}

// Many changes come in many messages, none of them too large, and each once.
func TestDiffMessages(t *testing.T) {
	old := fixture.Wide(10)
	old.Info.URI = oldURI
	c := serve(t, old, rpc.Options{MaxAnswerBytes: 20_000})
	wide := fixture.Wide(3000)
	wide.Info.URI = fixture.URI
	put(t, c, wide)
	messages := must(diffOf(t, c, &firnv1.DiffRequest{OldRelease: oldURI}))(t)
	var last uint64
	changes := 0
	for _, m := range messages {
		changes += len(m.Changes)
		for _, change := range m.Changes {
			if change.Concept.ConceptId <= last {
				t.Fatalf("%d comes after %d", change.Concept.ConceptId, last)
			}
			last = change.Concept.ConceptId
		}
	}
	if changes != 2990 || len(messages) < 10 {
		t.Errorf("%d changes in %d messages", changes, len(messages))
	}
	limited := must(diffOf(t, c, &firnv1.DiffRequest{OldRelease: oldURI, Limit: 5}))(t)
	if len(limited) != 1 || len(limited[0].Changes) != 5 || limited[0].Counts[0].Count != 2990 {
		t.Errorf("limited to five: %d messages", len(limited))
	}

	// A client that goes away, and a server that stops.
	ctx, cancel := context.WithCancel(soon(t))
	stream := must(c.Diff(ctx, &firnv1.DiffRequest{OldRelease: oldURI}))(t)
	must(stream.Recv())(t)
	cancel()
	for {
		if _, err := stream.Recv(); err != nil {
			if status.Code(err) != codes.Canceled {
				t.Errorf("after the client went away: %v", err)
			}
			break
		}
	}
	c.server.StopStreams()
	_, err := diffOf(t, c, &firnv1.DiffRequest{OldRelease: oldURI})
	expect(t, err, codes.Unavailable, grpcerror.ReasonShuttingDown, "")
}

// TestDiffWords holds the enums of the wire against the words of the domain, since
// numbers are converted by adding.
func TestDiffWords(t *testing.T) {
	word := func(name, prefix string) string {
		return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(name, prefix)), "_", "-")
	}
	for n := int32(1); n < int32(len(firnv1.ChangeKind_name)); n++ {
		if got, want := word(firnv1.ChangeKind(n).String(), "CHANGE_KIND_"), diff.Kind(n-1).String(); got != want {
			t.Errorf("kind %d is %q and %q", n, got, want)
		}
	}
	for n := int32(1); n < int32(len(firnv1.MembershipReason_name)); n++ {
		if got, want := word(firnv1.MembershipReason(n).String(), "MEMBERSHIP_REASON_"), diff.Why(n).String(); got != want {
			t.Errorf("reason %d is %q and %q", n, got, want)
		}
	}
	if len(firnv1.ChangeKind_name) != int(diff.DefinitionStatus)+2 || len(firnv1.MembershipReason_name) != int(diff.WhyNowMatches)+1 {
		t.Error("one side has more values")
	}
}
