package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
	if testing.Short() {
		t.Skip("many processes, one after the other")
	}
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

// Without --data and --server the environment says whom to ask, and without that
// it is ./firn-data.
func TestWhomToAsk(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, one after the other")
	}
	t.Parallel()
	f := mini(t)
	home := t.TempDir()
	if err := os.Symlink(f.data, filepath.Join(home, "firn-data")); err != nil {
		t.Skip(err)
	}
	empty := t.TempDir()
	for name, test := range map[string]struct {
		folder      string
		environment []string
		args        []string
		code        int
	}{
		"./firn-data":          {folder: home},
		"nothing there":        {folder: empty, code: 2},
		"FIRN_DATA":            {folder: empty, environment: []string{"FIRN_DATA=" + f.data}},
		"FIRN_SERVER":          {folder: empty, environment: []string{"FIRN_SERVER=" + f.server.address}},
		"--data goes before":   {folder: empty, environment: []string{"FIRN_SERVER=127.0.0.1:1", "FIRN_DATA=" + empty}, args: []string{"--data", f.data}},
		"--server does too":    {folder: empty, environment: []string{"FIRN_DATA=" + empty}, args: []string{"--server", f.server.address}},
		"FIRN_RELEASE":         {folder: home, environment: []string{"FIRN_RELEASE=" + f.uri}},
		"another one's":        {folder: home, environment: []string{"FIRN_RELEASE=900000000000207008"}, code: 2},
		"--release goes first": {folder: home, environment: []string{"FIRN_RELEASE=900000000000207008"}, args: []string{"--release", f.uri}},
	} {
		command := exec.Command(binary, append([]string{"subsumes", "138875005", "404684003"}, test.args...)...)
		command.Dir = test.folder
		command.Env = append(command.Environ(), test.environment...)
		got := run(t, "", command)
		if got.code != test.code || test.code == 0 && got.stdout != "subsumes\n" {
			t.Errorf("%s: %+v, want exit code %d", name, got, test.code)
		}
	}
}
