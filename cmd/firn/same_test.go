package main

import (
	"strings"
	"testing"

	"github.com/firn-sct/firn/importer/synth"
)

// question is a command line that asks, with its input.
type asked struct {
	args  string
	stdin string
}

// miniQuestions are put to testdata/mini, whose README says what is in it.
var miniQuestions = []asked{
	{args: "releases"},
	{args: "releases --json"},
	{args: "releases 1009999999109"},
	{args: "releases 1009999999109 --json --dialect en"},
	{args: "releases 900000000000207008"},
	{args: "concept 1249999999102"},
	{args: "concept 1249999999102 --dialect en-GB --json"},
	{args: "concept 1379999999103 --inactive --additional --json"},
	{args: "concept 1389999999101 --json"},
	{args: "concept 1409999999101"},
	{args: "concept 1409999999101 --json --inactive"},
	{args: "concept 404684009"},
	{args: "concept 22298006"},
	{args: "concept 1249999999102 --dialect xx"},
	{args: "concept 1249999999102 --release http://snomed.info/sct/1009999999109"},
	{args: "concept 1249999999102 --release 900000000000207008"},
	{args: "parents 1309999999107 --json"},
	{args: "parents 138875005"},
	{args: "children 404684003"},
	{args: "children 404684003 --json --dialect en-US"},
	{args: "ancestors 1269999999101"},
	{args: "descendants 138875005"},
	{args: "descendants 138875005 --count"},
	{args: "descendants 138875005 --ids"},
	{args: "descendants 22298006 --count"},
	{args: "subsumes 404684003 1249999999102"},
	{args: "subsumes 1249999999102 404684003 --json"},
	{args: "subsumes 1249999999102 1259999999104"},
	{args: "subsumes 1399999999104 1399999999104"},
	{args: "search infarction"},
	{args: "search infarction --json --limit 2"},
	{args: "search e --limit 0 --status any --type fsn,synonym,definition"},
	{args: "search fracture --descendants-of 64572001 --tag disorder --count"},
	{args: "search infarction --members-of 1069999999108"},
	{args: "search zzzz"},
	{args: "search myocardial infraction --explain"},
	{args: "search cardiac disease --widen always --json"},
	{args: "search e --facets --fold --only-dialects --dialect en"},
	{args: "search f --prefer 1079999999100 --json --explain"},
	{args: "search heart --ecl 404684003:"},
	{args: "validate --quiet --ecl <404684003 --definition-status defined", stdin: "1249999999102\n"},
	{args: "search ----"},
	{args: "search fracture --descendants-of 22298006"},
	{args: "history 1409999999101 1419999999104 1489999999107 22298006"},
	{args: "history 1249999999102 --json"},
	{args: "history 1249999999102 --replaced --json"},
	{args: "history --swap -", stdin: "1399999999104\n1409999999101\n1459999999100\n"},
	{args: "map"},
	{args: "map --to 1109999999105 1299999999108"},
	{args: "map --to 1109999999105 1299999999108 1309999999107 1239999999107 22298006 --nearest --json"},
	{args: "map --to 1109999999105 --from FX10 --prefix"},
	{args: "map --to 22298006 1299999999108"},
	{args: "map --into <1239999999107 1249999999102 1299999999108"},
	{args: "refsets"},
	{args: "refsets --json --dialect en-GB"},
	{args: "members 1069999999108"},
	{args: "members 1069999999108 --inactive --json"},
	{args: "members 1109999999105 --json"},
	{args: "members 1089999999103"},
	{args: "members 900000000000509007 --count"},
	{args: "members --component 1249999999102"},
	{args: "members 22298006"},
	{args: "validate --quiet", stdin: "1249999999102\n1409999999101\n\nabc\n22298006\n1249999999103\n2609999999112\n"},
	{args: "validate --quiet --json -", stdin: "1249999999102\n1409999999101\n1419999999104\n1489999999107\n1509999999102\nx\n"},
	{args: "validate --quiet --json --column code --display-column text --descendants-of 404684003 --dialect en-GB",
		stdin: "code,text\n1249999999102,Heart attack\n1249999999102,heart ATTACK\n1249999999102,Flu\n404684003,Clinical finding\n1399999999104,\n"},
	{args: "validate --quiet --members-of 22298006", stdin: "1249999999102\n"},
}

// demoQuestions have larger answers: several pages, several batches.
func demoQuestions(made *synth.Summary) []asked {
	codes := strings.Repeat("404684003\n"+made.Examples[0].ID.String()+"\nbad\n", 2000)
	if testing.Short() { // one with many pages, one with a stream of many batches
		return []asked{{args: "descendants 138875005 --json"}, {args: "validate --json --quiet", stdin: codes}}
	}
	return []asked{
		{args: "descendants 138875005 --json"},
		{args: "search a --limit 0 --json --dialect en"},
		{args: "search a --limit 1500"},
		{args: "members 900000000000509007 --json"},
		{args: "members 733073007"},
		{args: "validate --json --quiet", stdin: codes},
	}
}

// TestSameAnswers puts questions to a data directory and to a server of it, and
// expects the same bytes and the same exit code.
func TestSameAnswers(t *testing.T) {
	demo, made := demoData(t)
	for _, release := range []struct {
		name, data string
		questions  []asked
	}{
		{"mini", miniData(t), miniQuestions},
		{"demo", demo, demoQuestions(made)},
	} {
		t.Run(release.name, func(t *testing.T) {
			if testing.Short() && release.name == "mini" {
				t.Skip("the larger answers of the demo's release go through the same code")
			}
			server := startServer(t, firn("serve", "--data", release.data, "--grpc", "127.0.0.1:0"))
			t.Cleanup(func() {
				if t.Failed() {
					t.Log(server.stderr)
				}
			})
			t.Run("questions", func(t *testing.T) {
				for _, q := range release.questions {
					t.Run(q.args, func(t *testing.T) {
						t.Parallel()
						args := strings.Fields(q.args)
						local := runFirn(t, q.stdin, append(args, "--data", release.data)...)
						remote := runFirn(t, q.stdin, append(args, "--server", server.address)...)
						if local != remote {
							t.Errorf("the answers differ:\n--data: exit code %d\n%s%s\n--server: exit code %d\n%s%s",
								local.code, local.stdout, local.stderr, remote.code, remote.stdout, remote.stderr)
						}
						if local.code == exitFailed {
							t.Errorf("the system failed: %s", local.stderr)
						}
						if local.code == exitUsage && (local.stdout != "" || local.stderr == "") {
							t.Errorf("bad usage has an answer, or no message: %q, %q", local.stdout, local.stderr)
						}
					})
				}
			})
		})
	}
}
