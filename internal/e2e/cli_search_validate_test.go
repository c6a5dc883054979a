package e2e

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/firn-sct/firn/internal/naive"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

// `firn search TEXT --widen never --json [--limit N]`: one object a line, best first.
// The model knows no words but those of the query.
func TestSearchCommand(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		texts := f.queries(random(t), len(fixedQueries)+60)
		f.sample(t, 60, func(r *rand.Rand, _ uint64) {
			text := strings.TrimLeft(texts[r.IntN(len(texts))], "-") // else it looks like a flag
			want := f.model.Search(naive.Query{Text: text, Dialects: f.defaults})
			limit := 1 + r.IntN(30)
			got := f.both(t, "", "search", text, "--widen", "never", "--json", "--limit", strconv.Itoa(limit))
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

// `firn validate FILE` with a table: the column of codes, the one of displays, and
// a set to stay within.
func TestValidateTables(t *testing.T) {
	eachRelease(t, func(t *testing.T, f *fixture) {
		top, limits, members := f.limits()
		e := expecting{Release: f.model, dialects: []uint64{naive.USEnglish}}
		codes := f.codes(random(t), 200)
		var records [][]string
		var want []object
		for i, c := range codes {
			if c.code == "" {
				continue // where it stands alone in a row, that is a blank line
			}
			records = append(records, []string{strconv.Itoa(i), c.code, c.display})
			judged := e.judged(c, members[1])
			want = append(want, object{
				"code": c.code, "verdict": strings.ToLower(strings.TrimPrefix(judged.GetVerdict().String(), "VERDICT_")), "display": c.display,
				"displayCheck": strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(judged.GetDisplayCheck().String(), "DISPLAY_CHECK_")), "_", "-"),
				"limit":        map[firnv1.LimitCheck]string{firnv1.LimitCheck_LIMIT_CHECK_IN: "in", firnv1.LimitCheck_LIMIT_CHECK_NOT_IN: "not-in"}[judged.GetLimitCheck()],
			})
		}
		if limits[1].GetDescendantsOf()[0] != top {
			t.Fatal("the limit is another one")
		}
		folder := t.TempDir()
		records = append([][]string{{"row", "problem", "recorded as"}}, records...)
		var commas, tabs strings.Builder
		if err := csv.NewWriter(&commas).WriteAll(records); err != nil {
			t.Fatal(err)
		}
		for _, record := range records { // quotes mean nothing there, as in RF2
			fmt.Fprintln(&tabs, strings.Join(record, "\t"))
		}
		for extension, text := range map[string]string{".csv": commas.String(), ".tsv": tabs.String()} {
			path := filepath.Join(folder, "problems"+extension)
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			got := f.both(t, "", "validate", path, "--json", "--column", "problem", "--display-column", "recorded as", "--dialect", "en-US", "--descendants-of", decimal(top))
			var list []any
			for _, o := range objects(t, got.stdout) {
				list = append(list, o)
			}
			if diff := cmp.Diff(want, reduced(list, "code", "verdict", "display", "displayCheck", "limit")); diff != "" {
				t.Errorf("%s (-want +got):\n%s", extension, diff)
			}
		}
	})
}
