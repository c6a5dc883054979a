package main

import (
	"net"
	"os"
	"path/filepath"

	"github.com/firn-sct/firn/importer"
	"github.com/firn-sct/firn/importer/synth"
)

type demoCommand struct {
	Data string `placeholder:"DIR" help:"Import into this data directory, and keep it; without, everything goes into a temporary directory that is removed at the end."`
	Seed uint64 `default:"0" help:"Chooses among the synthetic releases."`
	serverFlags
}

// Help implements [kong.HelpProvider].
func (demoCommand) Help() string {
	return `
Makes a synthetic release of a few thousand concepts with names of our own making, imports it, and serves it (at a free port of this machine, if --grpc doesn't say where), all in a few seconds. Prints "grpc: HOST:PORT" and three commands to try from another terminal. Ctrl-C ends it.

Examples:

    firn demo
    firn demo --grpc 127.0.0.1:50051 --data ./demo-data

Exit codes: 0 ended by a signal, 2 bad usage, 3 the system failed.
`
}

// Run implements the command.
func (f *demoCommand) Run(p *process) error {
	if err := dataDirectory(f.Data); f.Data != "" && err != nil {
		return err
	}
	if f.GRPC == "" {
		f.GRPC = "127.0.0.1:0"
	}
	if err := f.checkAddress(); err != nil {
		return err // before the work
	}
	temporary, err := os.MkdirTemp("", "firn-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temporary)
	data := f.Data
	if data == "" {
		data = filepath.Join(temporary, "data")
	}

	rf2 := filepath.Join(temporary, "rf2")
	made, err := synth.Generate(p.ctx, synth.Config{Seed: f.Seed}, synth.NewDirSink(rf2))
	if err != nil {
		return err
	}
	p.say("made a synthetic release of %s", plural(made.Concepts, "concept", "concepts"))
	imported, err := importer.Import(p.ctx, importer.Options{DataDir: data, Paths: []string{rf2}, Program: "firn " + buildVersion().Version})
	if err != nil {
		return err
	}
	p.say("imported it in %s: %s", seconds(imported.Elapsed), imported.Manifest.URI)
	if err := os.RemoveAll(rf2); err != nil {
		return err
	}

	return f.serve(p, data, made.Release, func(address net.Addr) {
		p.line("grpc: %s", address)
		p.line("\nTry, from another terminal:\n")
		for _, command := range demoCommands(made) {
			p.line("    %s %s --server %s", p.selfCommand(), command, address)
		}
		p.line("\nCtrl-C ends the demo.")
	})
}

// demoCommands are commands worth trying on the release.
func demoCommands(made *synth.Summary) []string {
	concept, retired := "138875005", ""
	for _, example := range made.Examples {
		switch example.Key {
		case "heart attack":
			concept = example.ID.String()
		case synth.ExampleRetired:
			retired = example.ID.String()
		}
	}
	commands := []string{"search heart attack", "concept " + concept}
	if retired != "" {
		commands = append(commands, "concept "+retired)
	}
	return commands
}
