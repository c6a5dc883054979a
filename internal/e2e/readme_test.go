package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/firn-sct/firn/internal/testenv"
)

var (
	consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```")
	textBlock    = regexp.MustCompile("(?s)^\n*```text\n(.*?)```")
	// The position of a page and the time are other ones each time.
	changing = regexp.MustCompile(`"nextPageToken": "[^"]*"`)
)

// What README shows is what the program prints: every command of its tour is
// run on the release that the demo makes.
func TestReadmeTour(t *testing.T) {
	if testing.Short() {
		t.Skip("many processes, one after the other")
	}
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(testenv.Root(), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	must(t, "synth", "--quiet", "--concepts", "4000", filepath.Join(dir, "demo.zip"))
	data := filepath.Join(dir, "data")
	must(t, "import", "--quiet", "--data", data, filepath.Join(dir, "demo.zip"))

	commands := 0
	for _, at := range consoleBlock.FindAllSubmatchIndex(page, -1) {
		block, rest := string(page[at[2]:at[3]]), page[at[1]:]
		for _, step := range strings.Split(block, "$ ")[1:] {
			line, want, _ := strings.Cut(step, "\n")
			stdin, command, piped := strings.Cut(line, " | ")
			if !piped {
				stdin, command = "", line
			}
			arguments, ours := strings.CutPrefix(command, "./firn ")
			if !ours {
				continue // grpcurl: another test runs it
			}
			if want == "" {
				// A long answer stands in a block of its own.
				if m := textBlock.FindSubmatch(rest); m != nil {
					want = string(m[1])
				}
			}
			if piped {
				quoted, _ := strings.CutPrefix(stdin, "printf ")
				stdin = strings.ReplaceAll(strings.Trim(quoted, "'"), `\n`, "\n")
			}
			commands++
			got := firnWith(t, stdin, append(shellWords(arguments), "--data", data)...)
			if changing.ReplaceAllString(got.stdout, "") != changing.ReplaceAllString(want, "") {
				t.Errorf("%s\nprints:\n%s\nREADME shows:\n%s\nmessages:\n%s", line, got.stdout, want, got.stderr)
			}
		}
	}
	if commands < 7 {
		t.Errorf("only %d commands found in README", commands)
	}
}

var shellWord = regexp.MustCompile(`'[^']*'|\S+`)

// shellWords splits a command line as a shell does, where quotes stand round whole
// words only.
func shellWords(line string) []string {
	words := shellWord.FindAllString(line, -1)
	for i := range words {
		words[i] = strings.Trim(words[i], "'")
	}
	return words
}
