package e2e

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// both runs a question against the data directory and against the server. The
// answers must be the same to the byte; the one of the data directory is returned.
func (f *fixture) both(t *testing.T, stdin string, args ...string) result {
	t.Helper()
	local := firnWith(t, stdin, append(args, "--data", f.data)...)
	remote := firnWith(t, stdin, append(args, "--server", f.server.address)...)
	if local.stdout != remote.stdout || local.code != remote.code {
		t.Errorf("firn %q: exit code %d with --data, %d with --server (-data +server):\n%s", args, local.code, remote.code, cmp.Diff(local.stdout, remote.stdout))
	}
	if local.stderr != remote.stderr && args[0] != "validate" { // its summary tells the time that it took
		t.Errorf("firn %q: standard error (-data +server):\n%s", args, cmp.Diff(local.stderr, remote.stderr))
	}
	return local
}

// object is a line of --json with the keys that scripts rely on. Numbers stay as
// they are written.
type object = map[string]any

// objects reads an answer of one object a line. It may be called by any goroutine.
func objects(t *testing.T, answer string) []object {
	t.Helper()
	var list []object
	for line := range strings.Lines(answer) {
		decoder := json.NewDecoder(strings.NewReader(line))
		decoder.UseNumber()
		var o object
		if err := decoder.Decode(&o); err != nil {
			t.Errorf("%q is no object: %v", line, err)
			return nil
		}
		list = append(list, o)
	}
	return list
}

// reduced keeps of each element the keys that are compared.
func reduced(list any, keys ...string) []object {
	found := []object{}
	elements, _ := list.([]any)
	for _, element := range elements {
		o, _ := element.(object)
		kept := object{}
		for _, key := range keys {
			if value, ok := o[key]; ok {
				kept[key] = value
			}
		}
		found = append(found, kept)
	}
	return found
}

// sample calls for some concepts, the odd ones among them, n of the real subset
// and fewer of the small releases, in four goroutines: each question starts two
// processes, which takes a while.
func (f *fixture) sample(t *testing.T, n int, each func(r *rand.Rand, id uint64)) {
	t.Helper()
	r := random(t)
	if f.name != "subset" {
		n /= 3
	}
	if testing.Short() {
		n = min(n, 3)
	}
	var ids []uint64
	for _, id := range f.model.ConceptIDs() {
		if c := f.model.Concepts[id]; !c.Active || len(f.model.Parents(id)) == 0 || id == 404684003 || id == 1204474000 {
			ids = append(ids, id)
		}
	}
	all := f.model.ConceptIDs()
	r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	ids = ids[:min(len(ids), n/2)]
	for len(ids) < n {
		ids = append(ids, all[r.IntN(len(all))])
	}
	work := make(chan uint64)
	var workers sync.WaitGroup
	for seed := range uint64(4) {
		own := rand.New(rand.NewPCG(r.Uint64(), seed))
		workers.Go(func() {
			for id := range work {
				each(own, id)
			}
		})
	}
	for _, id := range ids {
		work <- id
	}
	close(work)
	workers.Wait()
}

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

// `firn search TEXT --json [--limit N]`: one object a line, best first.
func TestSearchCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		texts := f.queries(random(t), len(fixedQueries)+60)
		f.sample(t, 60, func(r *rand.Rand, _ uint64) {
			text := strings.TrimLeft(texts[r.IntN(len(texts))], "-") // else it looks like a flag
			want := f.model.Search(naive.Query{Text: text, Dialects: f.defaults})
			limit := 1 + r.IntN(30)
			got := f.both(t, "", "search", text, "--json", "--limit", strconv.Itoa(limit))
			if len(got.stdout) == 0 {
				wantCode := 1
				if strings.Trim(text, " .,-/()") == "" {
					wantCode = 2
				}
				if len(want) > 0 || got.code != wantCode {
					t.Errorf("%q: got %+v, want %d hits", text, got, len(want))
				}
				return
			}
			list := objects(t, got.stdout)
			if got.code != 0 || len(list) != min(limit, len(want)) {
				t.Errorf("%q: %d hits, exit code %d; want %d", text, len(list), got.code, min(limit, len(want)))
				return
			}
			for i, o := range list {
				id := want[i].ConceptID
				n := f.model.Names(id, f.defaults)
				if diff := cmp.Diff(object{
					"conceptId": decimal(id), "term": f.model.Descriptions[want[i].DescriptionID].Term, "preferredTerm": n.PreferredTerm,
					"fullySpecifiedName": n.FullySpecifiedName, "semanticTag": n.SemanticTag, "active": true,
				}, reduced([]any{o}, "conceptId", "term", "preferredTerm", "fullySpecifiedName", "semanticTag", "active")[0]); diff != "" {
					t.Errorf("%q, hit %d (-want +got):\n%s", text, i, diff)
				}
			}
		})
	})
}

// `firn validate --json -`: one object a line, in the order of the input.
func TestValidateCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		var lines []string
		for _, c := range f.codes(random(t), 3000) {
			lines = append(lines, c.code)
		}
		lines = append(lines, badCodes...)
		got := f.both(t, strings.Join(lines, "\n")+"\n", "validate", "--json", "-")
		list := objects(t, got.stdout)
		if got.code != 1 || len(list) != len(lines) || got.stderr == "" {
			t.Fatalf("%d lines for %d codes, exit code %d, summary %q", len(list), len(lines), got.code, got.stderr)
		}
		failed := 0
		for i, o := range list {
			verdict, reason := f.model.Verdict(lines[i])
			replacements := []object{}
			if id, err := strconv.ParseUint(lines[i], 10, 64); err == nil && verdict == "inactive" {
				for _, r := range f.model.Replacements(id) {
					replacements = append(replacements, object{"conceptId": decimal(r.TargetID), "active": r.Active, "associationId": decimal(r.AssociationID)})
				}
			}
			want := object{"code": lines[i], "verdict": verdict, "reason": reason}
			kept := reduced([]any{o}, "code", "verdict", "reason")[0]
			if diff := cmp.Diff(want, kept) + cmp.Diff(replacements, reduced(o["replacements"], "conceptId", "active", "associationId")); diff != "" {
				t.Errorf("line %d (-want +got):\n%s", i+1, diff)
				tooMany(t, &failed)
			}
		}
		if got := f.both(t, "404684003\n138875005\n", "validate", "--json", "-"); got.code != 0 {
			t.Errorf("only valid codes: %+v", got)
		}
		if got := f.both(t, "", "validate", "--json", "-"); got.code != 0 || got.stdout != "" {
			t.Errorf("no codes: %+v", got)
		}
		// The last line may lack its end, and lines may end as Windows ends them.
		if got := f.both(t, "404684003\r\n138875005", "validate", "--json", "-"); got.code != 0 || strings.Count(got.stdout, `"verdict":"valid"`) != 2 {
			t.Errorf("other ends of lines: %+v", got)
		}
	})
}

// `firn releases --json`: one object a release.
func TestReleasesCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		got := f.both(t, "", "releases", "--json")
		c := f.model.Count()
		want := object{
			"release": f.uri, "concepts": number(c.Concepts), "activeConcepts": number(c.ActiveConcepts),
			"descriptions": number(c.Descriptions), "relationships": number(c.Relationships), "members": number(c.Members),
		}
		list := objects(t, got.stdout)
		if got.code != 0 || got.stderr != "" || len(list) != 1 {
			t.Fatalf("%+v", got)
		}
		if diff := cmp.Diff(want, reduced([]any{list[0]}, "release", "concepts", "activeConcepts", "descriptions", "relationships", "members")[0]); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// The other questions: the same from a directory and from a server, with the
// ids that the model has.
func TestOtherQuestions(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		if testing.Short() && f.name != "extension" {
			t.Skip("many processes")
		}
		for _, args := range [][]string{
			{"concept", "138875005"}, {"concept", "404684003", "--dialect", "en-GB"}, {"search", "heart"}, {"search", "a", "--count"},
			{"releases"}, {"releases", f.uri}, {"refsets"}, {"members", "733073007"}, {"members", "--component", "404684003"},
			{"parents", "404684003", "--json"},
		} {
			if got := f.both(t, "", args...); got.stdout == "" || got.code != 0 {
				t.Errorf("firn %q: %+v", args, got)
			}
		}
		var ids []string
		for _, o := range objects(t, f.both(t, "", "refsets", "--json").stdout) {
			ids = append(ids, fmt.Sprint(o["refsetId"]))
		}
		var want []string
		for _, id := range f.model.Refsets() {
			want = append(want, decimal(id))
		}
		if !slices.Equal(ids, want) {
			t.Errorf("reference sets %q, want %q", ids, want)
		}
		members := objects(t, f.both(t, "", "members", "733073007", "--json").stdout)
		if len(members) != len(f.model.MembersIn(733073007, false)) {
			t.Errorf("%d members of 733073007, want %d", len(members), len(f.model.MembersIn(733073007, false)))
		}
	})
}

// Exit codes: 0 yes or found, 1 no or not found, 2 usage or bad input, 3 the
// system failed. Without an answer standard output is empty.
func TestExitCodes(t *testing.T) {
	f := extension(t)
	t.Parallel()
	for _, test := range []struct {
		args []string
		code int
	}{
		{[]string{"concept", "138875005"}, 0},
		{[]string{"concept", "7000009"}, 1},
		{[]string{"concept", "404684004"}, 2},
		{[]string{"concept", "heart"}, 2},
		{[]string{"concept"}, 2},
		{[]string{"concept", "138875005", "--release", "900000000000207008"}, 2},
		{[]string{"concept", "138875005", "--dialect", "xx"}, 2},
		{[]string{"parents", "138875005"}, 0}, // answered: there are none
		{[]string{"children", "7000009"}, 1},
		{[]string{"ancestors", "404684004"}, 2},
		{[]string{"descendants", "138875005", "--count", "--ids"}, 2},
		{[]string{"subsumes", "138875005", "404684003"}, 0},
		{[]string{"subsumes", "404684003", "123037004"}, 1},
		{[]string{"subsumes", "404684003", "7000009"}, 1},
		{[]string{"subsumes", "404684003"}, 2},
		{[]string{"search", "heart"}, 0},
		{[]string{"search", "zzzz"}, 1},
		{[]string{"search", "..."}, 2},
		{[]string{"search", "heart", "--descendants-of", "7000009"}, 2},
		{[]string{"members", "1069999999108"}, 0},
		{[]string{"members", "138875005"}, 1},
		{[]string{"refsets"}, 0},
		{[]string{"releases"}, 0},
		{[]string{"validate", "absent.txt"}, 2},
		{[]string{"nonsense"}, 2},
		{[]string{"concept", "138875005", "--colour"}, 2},
	} {
		got := firn(t, append(test.args, "--data", f.data)...)
		if got.code != test.code {
			t.Errorf("firn %q: exit code %d, want %d\n%s", test.args, got.code, test.code, got.stderr)
		}
		if got.code > 1 && (got.stdout != "" || got.stderr == "") {
			t.Errorf("firn %q failed with the output %q and the message %q", test.args, got.stdout, got.stderr)
		}
	}
	for _, args := range [][]string{{"version"}, {"version", "--json"}, {"--help"}, {"import", "--help"}} {
		if got := firn(t, args...); got.code != 0 || got.stdout == "" || got.stderr != "" {
			t.Errorf("firn %q: %+v", args, got)
		}
	}
	// Nothing to ask, and nobody who answers.
	for _, command := range [][]string{{"concept", "138875005"}, {"subsumes", "138875005", "404684003"}, {"search", "heart"}, {"refsets"}} {
		if got := firn(t, append(command, "--data", t.TempDir())...); got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "import") {
			t.Errorf("firn %q without a release: %+v", command, got)
		}
		if got := firn(t, append(command, "--server", "127.0.0.1:1", "--timeout", "2s")...); got.code != 3 || got.stdout != "" || got.stderr == "" {
			t.Errorf("firn %q without a server: %+v", command, got)
		}
		if got := firn(t, append(command, "--server", f.server.address, "--data", f.data)...); got.code != 2 {
			t.Errorf("firn %q with two places to ask: %+v", command, got)
		}
	}
}
