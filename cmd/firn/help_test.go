package main

import (
	"context"
	"io"
	"regexp"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// parser makes the real grammar.
func parser(t *testing.T) *kong.Kong {
	t.Helper()
	p := newProcess(context.Background(), "firn", strings.NewReader(""), io.Discard, io.Discard)
	k, err := newParser(p, new(commandLine))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestHelp asks each command for its help: it must have examples of that very
// command and tell the exit codes, and go to standard output.
func TestHelp(t *testing.T) {
	if testing.Short() {
		t.Skip("there are no goroutines in a help text")
	}
	names := map[string]bool{}
	for _, node := range parser(t).Model.Children {
		names[node.Name] = true
		t.Run(node.Name, func(t *testing.T) {
			t.Parallel()
			r := runFirn(t, "", node.Name, "--help")
			if r.code != 0 || r.stderr != "" {
				t.Fatalf("exit code %d, standard error %q", r.code, r.stderr)
			}
			if !regexp.MustCompile(`(?m)^Examples?:\n\n    .*firn ` + node.Name).MatchString(r.stdout) {
				t.Errorf("no example of firn %s:\n%s", node.Name, r.stdout)
			}
			if !regexp.MustCompile(`(?s)Exit codes: 0 .*\n\nFlags|Exit codes: 0 .*\n\nArguments`).MatchString(r.stdout) {
				t.Errorf("the help doesn't tell the exit codes:\n%s", r.stdout)
			}
		})
	}
	for want := range strings.FieldsSeq("demo import serve releases concept parents children ancestors descendants subsumes search history map diff refsets members validate synth check health version") {
		if !names[want] {
			t.Errorf("there is no command %q", want)
		}
	}
}

// TestVariables checks that every variable of the environment is one of ours, and
// that every flag has a help.
func TestVariables(t *testing.T) {
	for _, node := range parser(t).Model.Children {
		for _, flag := range node.Flags {
			if flag.Help == "" {
				t.Errorf("firn %s --%s has no help", node.Name, flag.Name)
			}
			for _, variable := range flag.Envs {
				if !regexp.MustCompile(`^FIRN_[A-Z_]+$`).MatchString(variable) {
					t.Errorf("firn %s --%s reads the variable %s", node.Name, flag.Name, variable)
				}
			}
		}
	}
}
