package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

var statusWords = map[uint64]string{900000000000074008: "primitive", naive.Defined: "defined"}

// `firn concept ID --json`: one object with at least these keys.
func TestConceptCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		f.sample(t, 42, func(r *rand.Rand, id uint64) {
			args, refsets := []string{"concept", decimal(id), "--json"}, f.defaults
			if r.IntN(2) == 0 {
				args, refsets = append(args, "--dialect", "en-GB"), []uint64{naive.GBEnglish}
			}
			answer := f.both(t, "", args...)
			list := objects(t, answer.stdout)
			if answer.code != 0 || answer.stderr != "" || len(list) != 1 {
				t.Errorf("%d: %+v", id, answer)
				return
			}
			got := list[0]
			c, n := f.model.Concepts[id], f.model.Names(id, refsets)
			want := object{
				"conceptId": decimal(id), "active": c.Active, "effectiveTime": c.EffectiveTime, "moduleId": decimal(c.ModuleID),
				"definitionStatus": statusWords[c.DefinitionStatusID], "fullySpecifiedName": n.FullySpecifiedName, "preferredTerm": n.PreferredTerm,
				"semanticTag": n.SemanticTag, "release": f.uri,
			}
			for key, value := range want {
				if got[key] != value {
					t.Errorf("%d: %s is %v, want %v", id, key, got[key], value)
				}
			}
			descriptions, parents, relationships := []object{}, []object{}, []object{}
			for _, d := range f.model.DescriptionsOf(id) {
				if d.Active {
					descriptions = append(descriptions, object{"descriptionId": decimal(d.ID), "term": d.Term, "languageCode": d.LanguageCode})
				}
			}
			for _, parent := range f.model.Parents(id) {
				parents = append(parents, object{"conceptId": decimal(parent), "preferredTerm": f.model.Names(parent, refsets).PreferredTerm})
			}
			for _, l := range slices.SortedFunc(slices.Values(f.model.RelationshipsOf(id)), byDefinition) {
				if !l.Active || l.CharacteristicTypeID != naive.Inferred {
					continue
				}
				relationship := object{"group": json.Number(strconv.Itoa(l.RelationshipGroup)), "typeId": decimal(l.TypeID)}
				if l.Value != "" {
					switch value := concreteValue(l.Value).GetValue().(type) {
					case *firnv1.ConcreteValue_Decimal:
						relationship["value"] = json.Number(value.Decimal)
					case *firnv1.ConcreteValue_Text:
						relationship["value"] = value.Text
					case *firnv1.ConcreteValue_Boolean:
						relationship["value"] = value.Boolean
					}
				} else {
					relationship["destinationId"] = decimal(l.DestinationID)
				}
				relationships = append(relationships, relationship)
			}
			for what, lists := range map[string][2][]object{
				"descriptions":  {descriptions, reduced(got["descriptions"], "descriptionId", "term", "languageCode")},
				"parents":       {parents, reduced(got["parents"], "conceptId", "preferredTerm")},
				"relationships": {relationships, reduced(got["relationships"], "group", "typeId", "destinationId", "value")},
			} {
				if diff := cmp.Diff(lists[0], lists[1]); diff != "" {
					t.Errorf("%d: %s (-want +got):\n%s", id, what, diff)
				}
			}
		})
	})
}

// `firn children|parents|ancestors|descendants ID`, in each form.
func TestHierarchyCommands(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		f.sample(t, 21, func(r *rand.Rand, id uint64) {
			for _, relation := range f.relations() {
				want := relation.naive(id)
				refsets, dialect := f.defaults, []string{}
				if r.IntN(2) == 0 {
					refsets, dialect = []uint64{naive.GBEnglish, naive.USEnglish}, []string{"--dialect", "en-GB,en-US"}
				}
				forms := map[string]string{"--count": strconv.Itoa(len(want)) + "\n"}
				for _, id := range want {
					n := f.model.Names(id, refsets)
					forms[""] += decimal(id) + "\t" + n.PreferredTerm + "\n"
					forms["--ids"] += decimal(id) + "\n"
				}
				form := []string{"", "--ids", "--count"}[r.IntN(3)]
				args := append([]string{relation.name, decimal(id)}, dialect...)
				if form != "" {
					args = append(args, form)
				}
				if got := f.both(t, "", args...); got != (result{stdout: forms[form]}) {
					t.Errorf("firn %q: got %+v, want %q", args, got, forms[form])
				}
			}
		})
		// --json: one object a line.
		got := objects(t, f.both(t, "", "children", "138875005", "--json").stdout)
		want := f.model.Children(naive.Root)
		if len(got) != len(want) {
			t.Fatalf("the root has %d children, want %d", len(got), len(want))
		}
		for i, id := range want {
			n := f.model.Names(id, f.defaults)
			if got[i]["conceptId"] != decimal(id) || got[i]["preferredTerm"] != n.PreferredTerm || got[i]["active"] != true || got[i]["fullySpecifiedName"] != n.FullySpecifiedName {
				t.Errorf("child %d: got %v, want %d %+v", i, got[i], id, n)
			}
		}
	})
}

// The numbers of the project's issue.
func TestKnownDescendantsCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, one after the other")
	}
	f := subset(t)
	for id, count := range map[string]string{"404684003": "871", "123037004": "688", "138875005": "2250"} {
		if got := f.both(t, "", "descendants", id, "--count"); got.stdout != count+"\n" {
			t.Errorf("descendants of %s: %q, want %s", id, got.stdout, count)
		}
	}
}

// `firn subsumes A B`: one word.
func TestSubsumesCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		f.sample(t, 42, func(r *rand.Rand, id uint64) {
			a, b := pair(r, f.model, f.model.ConceptIDs())
			if r.IntN(3) == 0 {
				b = id
			}
			want := result{stdout: f.model.Subsumes(a, b) + "\n"}
			if want.stdout == "not-subsumed\n" {
				want.code = 1
			}
			got := f.both(t, "", "subsumes", decimal(a), decimal(b))
			if f.model.Concepts[a].Active && f.model.Concepts[b].Active {
				want.stderr = ""
			} else {
				want.stderr = got.stderr // a warning, perhaps
			}
			if got != want {
				t.Errorf("%d and %d: got %+v, want %+v", a, b, got, want)
			}
		})
	})
}
