package main

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/firn-sct/firn/importer/synth"
)

// commandLine is the grammar of the command line. Each field is a subcommand,
// whose file has its flags, its help and its Run method.
type commandLine struct {
	Demo demoCommand `cmd:"" group:"start" help:"Make a small synthetic release, import it and serve it: the quickest way to try Firn."`

	Import importCommand `cmd:"" group:"releases" help:"Import an RF2 release into the data directory."`
	Check  checkCommand  `cmd:"" group:"releases" help:"Verify imported releases against themselves."`
	Synth  synthCommand  `cmd:"" group:"releases" help:"Write a synthetic release as RF2 files."`

	Serve  serveCommand  `cmd:"" group:"server" help:"Serve the data directory over gRPC."`
	Health healthCommand `cmd:"" group:"server" help:"Ask whether a server is serving."`

	Releases    releasesCommand    `cmd:"" group:"ask" help:"List the releases there are, or describe one."`
	Concept     conceptCommand     `cmd:"" group:"ask" help:"Show one concept whole."`
	Parents     parentsCommand     `cmd:"" group:"ask" help:"List the concepts directly above one."`
	Children    childrenCommand    `cmd:"" group:"ask" help:"List the concepts directly below one."`
	Ancestors   ancestorsCommand   `cmd:"" group:"ask" help:"List the concepts above one, at any distance."`
	Descendants descendantsCommand `cmd:"" group:"ask" help:"List the concepts below one, at any distance."`
	Subsumes    subsumesCommand    `cmd:"" group:"ask" help:"Say how two concepts lie to each other in the hierarchy."`
	Search      searchCommand      `cmd:"" group:"ask" help:"Find concepts by the words of their terms."`
	Ecl         eclCommand         `cmd:"" group:"ask" help:"Evaluate an expression constraint (ECL): list, count, explain or check."`
	History     historyCommand     `cmd:"" group:"ask" help:"Tell what became of retired concepts, or what a concept took the place of."`
	Map         mapCommand         `cmd:"" group:"ask" help:"Carry concepts to the codes of another code system and back, or into a set."`
	Diff        diffCommand        `cmd:"" group:"ask" help:"Tell what changed between two releases, for all concepts, a value set or a list of codes."`
	Refsets     refsetsCommand     `cmd:"" group:"ask" help:"List the reference sets."`
	Members     membersCommand     `cmd:"" group:"ask" help:"List the members of a reference set, or those about a component."`
	Validate    validateCommand    `cmd:"" group:"ask" help:"Judge recorded codes: real, active, rightly named?"`

	Version versionCommand `cmd:"" help:"Print the version of this program."`
}

const description = `SNOMED CT terminology server: imports RF2 releases, serves them over gRPC, and answers questions about them.

The commands that ask read the data directory (--data, ./firn-data if not given), or ask a running server (--server HOST:PORT); the output is the same. Standard output holds the answer and nothing else.

Exit codes: 0 yes or found, 1 no or not found, 2 bad usage or input, 3 the system failed.`

// exitRequest unwinds the parser when it has printed help and wants to exit.
type exitRequest struct{ code int }

// run parses the arguments and runs the command that they name.
func (p *process) run(args []string) (code int, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case exitRequest:
			code, err = r.code, nil
		default:
			panic(r)
		}
	}()
	var grammar commandLine
	parser, err := newParser(p, &grammar)
	if err != nil {
		return exitFailed, err
	}
	args = usual(args)
	command, err := parser.Parse(args)
	if err != nil {
		return exitUsage, parseError(err)
	}
	err = command.Run(p)
	return exitCode(err), err
}

// usual turns what people type at a new program into what it understands: nothing
// at all, "help", "help COMMAND" and "--version".
func usual(args []string) []string {
	switch {
	case len(args) == 0, len(args) == 1 && args[0] == "help":
		return []string{"--help"}
	case len(args) == 2 && args[0] == "help":
		return []string{args[1], "--help"}
	case args[0] == "--version":
		return append([]string{"version"}, args[1:]...)
	}
	return args
}

// parseError gives a mistake in the command line its hint.
func parseError(err error) error {
	var usage *usageError
	if errors.As(err, &usage) {
		return usage
	}
	command := "firn"
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			command += " " + node.Name
		}
	}
	return usagef("run "+command+" --help", "%s", err)
}

func newParser(p *process, grammar *commandLine) (*kong.Kong, error) {
	return kong.New(grammar,
		kong.Name("firn"),
		kong.Description(description),
		kong.Writers(p.out, p.stderr),
		kong.Exit(func(code int) { panic(exitRequest{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
		kong.ValueFormatter(flagHelp),
		kong.ExplicitGroups([]kong.Group{
			{Key: "start", Title: "To begin with:"},
			{Key: "releases", Title: "Releases:"},
			{Key: "server", Title: "Server:"},
			{Key: "ask", Title: "Questions:"},
			{Key: "connection", Title: "Which server, which release:"},
			{Key: "tls", Title: "TLS to the server:"},
			{Key: "form", Title: "What to print:"},
			{Key: "record", Title: "What is known of the patient:"},
			{Key: "bulk", Title: "Files of any length:"},
			{Key: "limits", Title: "Which concepts:"},
			{Key: "ranking", Title: "What is found, and what comes first:"},
			{Key: "site-tables", Title: "Tables of the site:"},
			{Key: "server-tls", Title: "TLS:"},
			{Key: "server-limits", Title: "Limits:"},
			{Key: "server-ecl", Title: "Expression constraints:"},
			{Key: "logs", Title: "Logs:"},
		}),
		kong.Vars{"synth_concepts": strconv.Itoa(synth.DefaultConcepts), "synth_date": synth.DefaultDate},
		kong.Bind(p),
	)
}

// flagHelp is the help of a flag, with its default and its variable.
func flagHelp(value *kong.Value) string {
	var notes []string
	if value.HasDefault && value.Default != "0" && value.Default != "-" {
		notes = append(notes, "default "+value.Default)
	}
	for _, env := range value.Tag.Envs {
		notes = append(notes, "$"+env)
	}
	if len(notes) == 0 {
		return value.Help
	}
	return strings.TrimSuffix(value.Help, ".") + " (" + strings.Join(notes, "; ") + ")."
}

// selfCommand is how the user can run this program again, for messages that say
// what to type.
func (p *process) selfCommand() string {
	name := p.program
	if strings.Contains(filepath.ToSlash(name), "/go-build") {
		return "go run ./cmd/firn" // a binary of `go run`, which is gone when it ends
	}
	if filepath.Base(name) == name {
		return name // found by PATH
	}
	if wd, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(wd, name); err == nil && filepath.IsAbs(name) && !strings.HasPrefix(rel, "..") {
			return "." + string(filepath.Separator) + rel
		}
	}
	return name
}

// given reports whether a flag stands on the command line itself, rather than
// in the environment or nowhere.
func given(command *kong.Context, flag string) bool {
	for _, path := range command.Path {
		if path.Flag != nil && path.Flag.Name == flag && !path.Resolved {
			return true
		}
	}
	return false
}
